import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { PromptPart } from '../../../src/engine/protocol.ts';
import { formatPrompt } from '../../../src/extension/promptView/promptText.ts';

const parts: PromptPart[] = [
  { kind: 'control', text: '<s>', tokens: 1, reason: 'The beginning of a text.' },
  { kind: 'context', text: '// b.ts\nlet b;\n', tokens: 9, reason: 'Like the text at the cursor.' },
  { kind: 'prefix', text: 'let a = ', tokens: 3, reason: 'The text before the cursor.' },
];

test('the parts are in order, with their cost and their reason', () => {
  assert.equal(
    formatPrompt('src/a.ts', { parts }),
    [
      '=== What the model was given for the last completion in src/a.ts',
      '=== 3 parts, 13 tokens, in the order in which the model reads them.',
      '=== Lines that begin like this one are not part of it.',
      '',
      '=== 1 of 3. Control tokens: 1 token',
      '=== The beginning of a text.',
      '<s>',
      '',
      '=== 2 of 3. From outside the file: 9 tokens',
      '=== Like the text at the cursor. It ends with a line end.',
      '// b.ts',
      'let b;',
      '',
      '=== 3 of 3. Before the cursor: 3 tokens',
      '=== The text before the cursor.',
      'let a = ',
      '',
    ].join('\n'),
  );
});

/** Parses the texts of the parts from the shown prompt. */
function extractTexts(shown: string): string[] {
  const mark = /^=+/.exec(shown)?.[0] ?? '';
  return shown
    .slice(0, -1)
    .split(`\n\n${mark} `)
    .slice(1)
    .map((section) => {
      const [, why = '', ...lines] = section.split('\n');
      if (why.endsWith(' It has no text.')) return '';
      return lines.join('\n') + (why.endsWith(' It ends with a line end.') ? '\n' : '');
    });
}

test('the exact text of every part can be read back, whatever it contains', () => {
  const line = fc.constantFrom('a', '', '=== 1 of 3. x', '=====', '= ', ' ===');
  const text = fc.tuple(fc.array(line), fc.boolean());
  const part = text.map(([lines, ends]): PromptPart => ({
    kind: 'context',
    text: lines.join('\n') + (ends ? '\n' : ''),
    tokens: 1,
    reason: 'because\nof\nthis',
  }));
  fc.assert(
    fc.property(fc.array(part), (all) => {
      assert.deepEqual(
        extractTexts(formatPrompt('a\n=== b.ts', { parts: all })),
        all.map((each) => each.text),
      );
    }),
  );
});
