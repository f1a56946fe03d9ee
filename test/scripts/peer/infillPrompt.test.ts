import assert from 'node:assert/strict';
import test from 'node:test';
import {
  buildInfillPrompt,
  buildPlainPrompt,
  cutDocument,
} from '../../../scripts/peer/infillPrompt.ts';
import { findInfillTokens } from '../../../scripts/peer/infillTokens.ts';
import {
  createCharacterTokenizer,
  codestralTokens,
  qwenTokens,
  formatTokens,
} from '../../support/characterTokenizer.ts';
import { createNumberedLines, createTraceRequest } from '../../support/traceRequest.ts';

test('llama.vscode sends the lines around the cursor, and the current line separately', () => {
  assert.deepEqual(cutDocument(createTraceRequest('a\nb\n  let x║ = 1;\nc\nd')), {
    prefix: 'a\nb\n',
    prompt: '  let x',
    suffix: ' = 1;\nc\nd\n',
    omittedBlanks: '',
    restOfLine: ' = 1;',
    indentation: 2,
  });
});

test('llama.vscode omits a blank beginning of the current line', () => {
  const { prefix, prompt, suffix, omittedBlanks } = cutDocument(createTraceRequest('  ║'));
  assert.deepEqual([prefix, prompt, suffix, omittedBlanks], ['\n', '', '\n\n', '  ']);
});

test('llama.vscode sends 256 lines before the cursor and 64 after it', () => {
  const markedText = `${createNumberedLines(300)}x║y\n${createNumberedLines(100, 400)}`;
  const { prefix, suffix } = cutDocument(createTraceRequest(markedText));
  assert.equal(prefix, createNumberedLines(256, 44));
  assert.equal(suffix, `y\n${createNumberedLines(64, 400)}`);
});

const codestral = createCharacterTokenizer(codestralTokens);
const parts = cutDocument(createTraceRequest('abcdefgh\nij║kl\nmnopqrst'));

test('the server writes the prefix first, or the suffix with --spm-infill', () => {
  const tokens = findInfillTokens(codestral);
  assert.ok(tokens);
  const limits = { batch: 100, window: 100 };
  assert.equal(
    formatTokens(buildInfillPrompt(parts, codestral, tokens, { limits, order: 'prefixFirst' })),
    '<1><2>_abcdefgh\n_ij<4>_kl\nmnopqrst\n<3>',
  );
  assert.equal(
    formatTokens(buildInfillPrompt(parts, codestral, tokens, { limits, order: 'suffixFirst' })),
    '<1><4>_kl\nmnopqrst\n<2>_abcdefgh\n_ij<3>',
  );
});

test('the server takes three quarters of a batch before the cursor and the rest after it', () => {
  const tokens = findInfillTokens(codestral);
  assert.ok(tokens);
  const limits = { batch: 32, window: 32 };
  // A quarter has 8 tokens, of which the current line takes 3 and the server reserves 2.
  assert.equal(
    formatTokens(buildInfillPrompt(parts, codestral, tokens, { limits, order: 'prefixFirst' })),
    '<1><2>_abcdefgh\n_ij<4>_kl<3>',
  );
  assert.equal(formatTokens(buildPlainPrompt(parts, codestral, 8)), '<1>defgh\n_ij');
});

test('names of a repository and a file come first where the vocabulary has tokens for them', () => {
  const qwen = createCharacterTokenizer(qwenTokens);
  const tokens = findInfillTokens(qwen);
  assert.ok(tokens);
  const build = (window: number) =>
    formatTokens(
      buildInfillPrompt(parts, qwen, tokens, {
        limits: { batch: 100, window },
        order: 'prefixFirst',
      }),
    );
  assert.equal(
    build(200),
    '<5>_myproject\n<6>_filename\n<1><2>_abcdefgh\n_ij<4>_kl\nmnopqrst\n<3>',
  );
  // Where the batch fills the window the server keeps the last two tokens of the names.
  assert.equal(build(100), 'e\n<1><2>_abcdefgh\n_ij<4>_kl\nmnopqrst\n<3>');
});
