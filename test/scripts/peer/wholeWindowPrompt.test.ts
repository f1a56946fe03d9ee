import assert from 'node:assert/strict';
import test from 'node:test';
import { WholeWindowPrompts } from '../../../scripts/peer/wholeWindowPrompt.ts';
import {
  createCharacterTokenizer,
  codestralTokens,
  qwenTokens,
  formatTokens,
} from '../../support/characterTokenizer.ts';
import { createNumberedLines, createTraceRequest } from '../../support/traceRequest.ts';

const markedText = 'ab\n  cd  ║ef\ngh';

test("Codestral's prompts have the suffix first, without blanks before the cursor", () => {
  const prompts = new WholeWindowPrompts(createCharacterTokenizer(codestralTokens), 256);
  assert.equal(
    formatTokens(prompts.build(createTraceRequest(markedText))),
    '<1><4>ef\ngh<2>_ab\n  cd',
  );
});

test('other families get the SPM order: an empty prefix, the suffix, and the rest as the middle', () => {
  const prompts = new WholeWindowPrompts(createCharacterTokenizer(qwenTokens), 256);
  assert.equal(
    formatTokens(prompts.build(createTraceRequest(markedText))),
    '<1><2><4>ef\ngh<3>_ab\n  cd',
  );
});

test('a model without FIM tokens gets the text before the cursor', () => {
  const prompts = new WholeWindowPrompts(createCharacterTokenizer(), 256);
  assert.equal(prompts.hasSuffix, false);
  assert.equal(formatTokens(prompts.build(createTraceRequest(markedText))), '<1>_ab\n  cd');
});

test('a prompt never exceeds its maximum length, at any cursor', () => {
  const text = `${createNumberedLines(200)}${'x'.repeat(700)}\n${createNumberedLines(200)}`;
  for (const controls of [codestralTokens, qwenTokens, {}]) {
    const prompts = new WholeWindowPrompts(createCharacterTokenizer(controls), 256);
    for (let offset = 0; offset <= text.length; offset += 97) {
      const prompt = prompts.build({ text, offset });
      assert.ok(prompt.length <= 256, `${offset}: ${prompt.length}`);
      assert.ok(offset < 256 || prompt.length > 64, `${offset}: ${prompt.length}`);
    }
  }
});

test('the start of a prompt stays while the user types, and moves by quarters', () => {
  const maxTokens = 256;
  const prompts = new WholeWindowPrompts(createCharacterTokenizer(codestralTokens), maxTokens);
  const starts = new Set<string>();
  let previous = '';
  let text = createNumberedLines(20);
  for (let count = 0; count < 300; count++) {
    text += count % 8 === 7 ? '\n' : 'x';
    const prompt = formatTokens(prompts.build({ text, offset: text.length }));
    if (!prompt.startsWith(previous)) {
      starts.add(prompt.slice(0, 30));
      assert.ok(prompt.length > maxTokens / 4);
    }
    previous = prompt;
  }
  assert.ok(starts.size >= 3 && starts.size <= 6, `${starts.size} starts`);
});

test('the suffix fills the room that a short prefix leaves, in steps', () => {
  const maxTokens = 256;
  const prompts = new WholeWindowPrompts(createCharacterTokenizer(codestralTokens), maxTokens);
  const below = createNumberedLines(100);
  const ends = new Set<number>();
  let text = '';
  for (let count = 0; count < 300; count++) {
    text += count % 8 === 7 ? '\n' : 'x';
    const shown = formatTokens(prompts.build({ text: `${text}${below}`, offset: text.length }));
    ends.add(shown.indexOf('<2>'));
    assert.ok(shown.length > maxTokens / 2, `${count}: ${shown.length}`);
  }
  assert.ok(ends.size >= 3 && ends.size <= 5, `${ends.size} ends`);
});
