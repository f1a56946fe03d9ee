import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { ChatTurn } from '../../../src/completion/chatPrompt/chatTurn.ts';
import { fitConversation } from '../../../src/completion/chatPrompt/fitConversation.ts';
import type { PromptSegment } from '../../../src/completion/promptFormat/promptSegment.ts';
import { mistralV3 } from '../../support/controlTokens.ts';

/** Makes a token for each character and for each control segment. */
function tokenize(segments: readonly PromptSegment[]): number[] {
  return segments.flatMap((segment) =>
    'text' in segment
      ? Array.from(segment.text, (character) => character.codePointAt(0) ?? 0)
      : [1],
  );
}

function detokenize(tokens: readonly number[]): string {
  return String.fromCodePoint(...tokens);
}

const turns: readonly ChatTurn[] = [
  { role: 'system', text: 'S' },
  { role: 'user', text: 'first question' },
  { role: 'assistant', text: 'first answer' },
  { role: 'user', text: 'second question' },
];

test('a conversation that fits is kept whole', () => {
  const fitted = fitConversation(turns, mistralV3, 100, tokenize);
  assert.equal(fitted?.droppedTurns, 0);
});

test('the oldest exchange is removed first, and the system turn stays', () => {
  const fitted = fitConversation(turns, mistralV3, 30, tokenize);
  assert.equal(fitted?.droppedTurns, 2);
  assert.match(detokenize(fitted.tokens), /S\n\nsecond question/);
});

test('both ends of a question that is too long stay', () => {
  const question = `Why? ${'x'.repeat(500)} Please.`;
  const fitted = fitConversation([{ role: 'user', text: question }], mistralV3, 60, tokenize);
  assert.match(detokenize(fitted?.tokens ?? []), /Why\?.*\n\[…\]\n.*Please\./);
});

test('the given beginning of an answer always stays', () => {
  const question = `Why? ${'x'.repeat(500)} Please.`;
  const turnsWithAnswer: ChatTurn[] = [
    ...turns,
    { role: 'assistant', text: 'a' },
    { role: 'user', text: question },
    { role: 'assistant', text: 'Because' },
  ];
  const fitted = fitConversation(turnsWithAnswer, mistralV3, 60, tokenize);
  assert.equal(fitted?.droppedTurns, 4);
  assert.match(detokenize(fitted.tokens), /Please\..*Because$/s);
});

test('a fitted conversation never exceeds the budget', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ maxLength: 80 }), { minLength: 1, maxLength: 7 }),
      fc.integer({ min: 20, max: 200 }),
      (texts, budget) => {
        const conversation = texts.map((text, index): ChatTurn => ({
          role: index % 2 === 0 ? 'user' : 'assistant',
          text,
        }));
        const fitted = fitConversation(conversation, mistralV3, budget, tokenize);
        assert.ok(fitted === undefined || fitted.tokens.length <= budget);
      },
    ),
  );
});
