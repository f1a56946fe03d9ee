import assert from 'node:assert/strict';
import test from 'node:test';
import { listStrategies } from '../../../scripts/peer/clientStrategies.ts';
import { cutDocument } from '../../../scripts/peer/infillPrompt.ts';
import type { Tokenizer } from '../../../scripts/tokenizer/tokenizer.ts';
import {
  createCharacterTokenizer,
  codestralTokens,
  qwenTokens,
} from '../../support/characterTokenizer.ts';
import { createNumberedLines, createTraceRequest } from '../../support/traceRequest.ts';

const plain = createCharacterTokenizer();
const codestral = createCharacterTokenizer(codestralTokens);
const qwen = createCharacterTokenizer(qwenTokens);
const options = { window: 512, maxTokens: 32, maxPromptTokens: 300 };

function findStrategy(tokenizer: Tokenizer, name: string) {
  const strategy = listStrategies(tokenizer, options).find((one) => one.name === name);
  assert.ok(strategy, name);
  return strategy;
}

test('each vocabulary gets the strategies that it allows', () => {
  const listNames = (tokenizer: Tokenizer) =>
    listStrategies(tokenizer, options).map(({ name }) => name);
  assert.deepEqual(listNames(plain), ['llama.vscode (plain prompt)', 'server at its best']);
  assert.deepEqual(listNames(qwen), ['llama.vscode', 'server at its best']);
  assert.deepEqual(listNames(codestral), [
    'llama.vscode',
    'llama.vscode --spm-infill',
    'server at its best',
  ]);
});

test("only Codestral's tokens are passed to the server", () => {
  const hasServerTokens = (tokenizer: Tokenizer) =>
    findStrategy(tokenizer, 'llama.vscode').serverOptions.includes('--override-kv');
  assert.deepEqual([hasServerTokens(codestral), hasServerTokens(qwen)], [true, false]);
});

test('prompts leave room for the completion, and those of the server at its best keep to their maximum', () => {
  const text = createNumberedLines(400);
  for (const tokenizer of [codestral, qwen, plain]) {
    for (const strategy of listStrategies(tokenizer, options)) {
      for (let offset = 0; offset <= text.length; offset += 97) {
        const request = { ...createTraceRequest('║'), text, offset };
        const { length } = strategy.buildPrompt(request);
        assert.ok(length + options.maxTokens < options.window, `${strategy.name}: ${length}`);
        if (strategy.name === 'server at its best') assert.ok(length <= options.maxPromptTokens);
      }
    }
  }
});

test("llama.vscode sends its parts, its sampling parameters and the line's indentation", () => {
  const { path, body } = findStrategy(qwen, 'llama.vscode').buildPost(
    createTraceRequest('a\n  b║c\nd'),
  );
  assert.equal(path, '/infill');
  assert.deepEqual(
    [body['input_prefix'], body['prompt'], body['input_suffix'], body['n_indent']],
    ['a\n', '  b', 'c\nd\n', 2],
  );
  assert.deepEqual(body['samplers'], ['top_k', 'top_p', 'infill']);
});

test('blanks that the server at its best repeats are not shown twice', () => {
  const { convertText } = findStrategy(qwen, 'server at its best');
  assert.equal(convertText(' 1;', cutDocument(createTraceRequest('let x = ║'))), '1;');
  assert.equal(convertText('1;', cutDocument(createTraceRequest('let x = ║'))), '1;');
  assert.equal(convertText(' 1;', cutDocument(createTraceRequest('let x =║'))), ' 1;');
  // On a blank line the text follows the line start, as with /infill.
  assert.equal(convertText('  b();', cutDocument(createTraceRequest('a\n  ║'))), '  b();');
});
