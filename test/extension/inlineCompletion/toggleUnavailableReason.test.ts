import assert from 'node:assert/strict';
import test from 'node:test';
import { getToggleUnavailableReason } from '../../../src/extension/inlineCompletion/toggleUnavailableReason.ts';

const getReason = (scheme: string, languageId: string) =>
  getToggleUnavailableReason({ uri: { scheme }, languageId });

test('a language can be switched if its completions are automatic', () => {
  assert.equal(getReason('file', 'typescript'), undefined);
  assert.equal(getReason('untitled', 'plaintext'), undefined);
});

test('if a switch would have no effect, the user gets the reason', () => {
  assert.match(getReason('file', 'git-commit') ?? '', /on request only/);
  assert.match(getReason('output', 'Log') ?? '', /no completions/);
  assert.match(getReason('git', 'typescript') ?? '', /no completions/);
});

test('without a document, the user is asked to open one', () => {
  assert.match(getToggleUnavailableReason(undefined) ?? '', /^Open a file/);
});
