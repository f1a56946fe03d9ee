import assert from 'node:assert/strict';
import test from 'node:test';
import { WholeWindowPrompts } from '../../../scripts/peer/wholeWindowPrompt.ts';
import {
  characterTokenizer,
  codestralTokens,
  qwenTokens,
  showTokens,
} from '../../support/characterTokenizer.ts';
import { numberedLines, requestAt } from '../../support/traceRequest.ts';

const drawing = 'ab\n  cd  ║ef\ngh';

test("Codestral's prompts have the suffix first, without blanks before the cursor", () => {
  const prompts = new WholeWindowPrompts(characterTokenizer(codestralTokens), 256);
  assert.equal(showTokens(prompts.build(requestAt(drawing))), '<1><4>ef\ngh<2>_ab\n  cd');
});

test('other families get the SPM order: an empty prefix, the suffix, and the rest as the middle', () => {
  const prompts = new WholeWindowPrompts(characterTokenizer(qwenTokens), 256);
  assert.equal(showTokens(prompts.build(requestAt(drawing))), '<1><2><4>ef\ngh<3>_ab\n  cd');
});

test('a model without FIM tokens gets the text before the cursor', () => {
  const prompts = new WholeWindowPrompts(characterTokenizer(), 256);
  assert.equal(prompts.hasSuffix, false);
  assert.equal(showTokens(prompts.build(requestAt(drawing))), '<1>_ab\n  cd');
});

test('a prompt keeps to its maximum length, at any cursor', () => {
  const text = `${numberedLines(200)}${'x'.repeat(700)}\n${numberedLines(200)}`;
  for (const controls of [codestralTokens, qwenTokens, {}]) {
    const prompts = new WholeWindowPrompts(characterTokenizer(controls), 256);
    for (let offset = 0; offset <= text.length; offset += 97) {
      const prompt = prompts.build({ text, offset });
      assert.ok(prompt.length <= 256, `${offset}: ${prompt.length}`);
      assert.ok(offset < 256 || prompt.length > 64, `${offset}: ${prompt.length}`);
    }
  }
});

test('the start of a prompt stays while the user types, and moves by quarters', () => {
  const maxTokens = 256;
  const prompts = new WholeWindowPrompts(characterTokenizer(codestralTokens), maxTokens);
  const starts = new Set<string>();
  let previous = '';
  let text = numberedLines(20);
  for (let count = 0; count < 300; count++) {
    text += count % 8 === 7 ? '\n' : 'x';
    const prompt = showTokens(prompts.build({ text, offset: text.length }));
    if (!prompt.startsWith(previous)) {
      starts.add(prompt.slice(0, 30));
      assert.ok(prompt.length > maxTokens / 4);
    }
    previous = prompt;
  }
  assert.ok(starts.size >= 3 && starts.size <= 6, `${starts.size} starts`);
});

test('the suffix fills what a short prefix leaves, in steps', () => {
  const maxTokens = 256;
  const prompts = new WholeWindowPrompts(characterTokenizer(codestralTokens), maxTokens);
  const below = numberedLines(100);
  const ends = new Set<number>();
  let text = '';
  for (let count = 0; count < 300; count++) {
    text += count % 8 === 7 ? '\n' : 'x';
    const shown = showTokens(prompts.build({ text: `${text}${below}`, offset: text.length }));
    ends.add(shown.indexOf('<2>'));
    assert.ok(shown.length > maxTokens / 2, `${count}: ${shown.length}`);
  }
  assert.ok(ends.size >= 3 && ends.size <= 5, `${ends.size} ends`);
});
