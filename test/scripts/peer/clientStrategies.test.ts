import assert from 'node:assert/strict';
import test from 'node:test';
import { listStrategies } from '../../../scripts/peer/clientStrategies.ts';
import { cutDocument } from '../../../scripts/peer/infillPrompt.ts';
import type { Tokenizer } from '../../../scripts/tokenizer/tokenizer.ts';
import {
  characterTokenizer,
  codestralTokens,
  qwenTokens,
} from '../../support/characterTokenizer.ts';
import { numberedLines, requestAt } from '../../support/traceRequest.ts';

const plain = characterTokenizer();
const codestral = characterTokenizer(codestralTokens);
const qwen = characterTokenizer(qwenTokens);
const options = { window: 512, maxTokens: 32, maxPromptTokens: 300 };

function findStrategy(tokenizer: Tokenizer, name: string) {
  const strategy = listStrategies(tokenizer, options).find((one) => one.name === name);
  assert.ok(strategy, name);
  return strategy;
}

test('each vocabulary gets the strategies that it allows', () => {
  const names = (tokenizer: Tokenizer) =>
    listStrategies(tokenizer, options).map(({ name }) => name);
  assert.deepEqual(names(plain), ['llama.vscode (plain prompt)', 'server at its best']);
  assert.deepEqual(names(qwen), ['llama.vscode', 'server at its best']);
  assert.deepEqual(names(codestral), [
    'llama.vscode',
    'llama.vscode --spm-infill',
    'server at its best',
  ]);
});

test("only Codestral's tokens are given to the server", () => {
  const has = (tokenizer: Tokenizer) =>
    findStrategy(tokenizer, 'llama.vscode').serverOptions.includes('--override-kv');
  assert.deepEqual([has(codestral), has(qwen)], [true, false]);
});

test('prompts leave room for the completion, and the server at its best keeps to its maximum', () => {
  const text = numberedLines(400);
  for (const tokenizer of [codestral, qwen, plain]) {
    for (const strategy of listStrategies(tokenizer, options)) {
      for (let offset = 0; offset <= text.length; offset += 97) {
        const request = { ...requestAt('║'), text, offset };
        const { length } = strategy.buildPrompt(request);
        assert.ok(length + options.maxTokens < options.window, `${strategy.name}: ${length}`);
        if (strategy.name === 'server at its best') assert.ok(length <= options.maxPromptTokens);
      }
    }
  }
});

test("llama.vscode sends its parts, its sampling parameters and the line's indentation", () => {
  const { path, body } = findStrategy(qwen, 'llama.vscode').buildPost(requestAt('a\n  b║c\nd'));
  assert.equal(path, '/infill');
  assert.deepEqual(
    [body['input_prefix'], body['prompt'], body['input_suffix'], body['n_indent']],
    ['a\n', '  b', 'c\nd\n', 2],
  );
  assert.deepEqual(body['samplers'], ['top_k', 'top_p', 'infill']);
});

test('blanks that the server at its best repeats are not shown twice', () => {
  const { readText } = findStrategy(qwen, 'server at its best');
  assert.equal(readText(' 1;', cutDocument(requestAt('let x = ║'))), '1;');
  assert.equal(readText('1;', cutDocument(requestAt('let x = ║'))), '1;');
  assert.equal(readText(' 1;', cutDocument(requestAt('let x =║'))), ' 1;');
  // On a blank line the text follows the line start, as with /infill.
  assert.equal(readText('  b();', cutDocument(requestAt('a\n  ║'))), '  b();');
});
