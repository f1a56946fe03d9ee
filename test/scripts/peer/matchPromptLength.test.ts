import assert from 'node:assert/strict';
import test from 'node:test';
import { matchPromptLength } from '../../../scripts/peer/matchPromptLength.ts';
import { WholeWindowPrompts } from '../../../scripts/peer/wholeWindowPrompt.ts';
import { computePercentiles } from '../../../scripts/replay/summary.ts';
import type { TraceEvent } from '../../../scripts/replay/trace.ts';
import { createCharacterTokenizer, qwenTokens } from '../../support/characterTokenizer.ts';
import { createNumberedLines } from '../../support/traceRequest.ts';

const text = createNumberedLines(400);
const tokenizer = createCharacterTokenizer(qwenTokens);
const offsets = Array.from({ length: 40 }, (_, index) => 1000 + 37 * index);
const trace: TraceEvent[] = [
  { type: 'open', t: 0, uri: 'a.ts', languageId: 'typescript', text },
  ...offsets.map((offset, t) => ({ type: 'request' as const, t, offset, expect: 'x' })),
];

test('with the limit the median prompt has the requested length', () => {
  const limit = matchPromptLength(trace, tokenizer, 600, 4096);
  const prompts = new WholeWindowPrompts(tokenizer, limit);
  const { p50 } = computePercentiles(
    offsets.map((offset) => prompts.build({ text, offset }).length),
  );
  assert.ok(p50 >= 600 && p50 < 660, `${p50} tokens with a limit of ${limit}`);
});

test('the limit never exceeds the window', () => {
  assert.equal(matchPromptLength(trace, tokenizer, 600, 500), 500);
});
