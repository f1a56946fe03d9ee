import assert from 'node:assert/strict';
import test from 'node:test';
import { whyNoSwitch } from '../../../src/extension/inlineCompletion/whyNoSwitch.ts';

const of = (scheme: string, languageId: string) => whyNoSwitch({ uri: { scheme }, languageId });

test('a language is switched where completions come by themselves', () => {
  assert.equal(of('file', 'typescript'), undefined);
  assert.equal(of('untitled', 'plaintext'), undefined);
});

test('where a switch would have no effect the person is told why', () => {
  assert.match(of('file', 'git-commit') ?? '', /on request only/);
  assert.match(of('output', 'Log') ?? '', /no completions/);
  assert.match(of('git', 'typescript') ?? '', /no completions/);
});

test('without a document the person is told to open one', () => {
  assert.match(whyNoSwitch(undefined) ?? '', /^Open a file/);
});
