import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ChatResult } from '../../../src/engine/protocol.ts';
import { formatAnswerFootnote } from '../../../src/extension/chat/answerFootnote.ts';
import { createRequestMetrics } from '../../support/requestMetrics.ts';

const result: ChatResult = {
  text: 'Because.',
  stopReason: 'endOfText',
  droppedTurns: 0,
  metrics: createRequestMetrics({
    promptTokens: 57,
    reusedTokens: 41,
    evaluatedTokens: 16,
    decodeSteps: 128,
    timeToFirstTokenMs: 100,
    totalMs: 2345,
  }),
};

describe('the footnote of an answer', () => {
  it('has tokens, reuse and time', () => {
    assert.equal(
      formatAnswerFootnote(result),
      '128 tokens · 41 of 57 prompt tokens reused · 2.3\u00a0s',
    );
  });

  it('states that the answer was truncated', () => {
    assert.match(
      formatAnswerFootnote({ ...result, stopReason: 'maxTokens' }),
      /^Cut off at the longest/u,
    );
    assert.match(
      formatAnswerFootnote({ ...result, stopReason: 'windowFull' }),
      /^Cut off because/u,
    );
    assert.match(
      formatAnswerFootnote({ ...result, stopReason: 'cancelled' }),
      /^Stopped · 128 tokens/u,
    );
  });

  it('states that the model no longer received the whole conversation', () => {
    assert.match(
      formatAnswerFootnote({ ...result, droppedTurns: 1 }),
      / · 1 earlier message no longer fits$/u,
    );
    assert.match(
      formatAnswerFootnote({ ...result, droppedTurns: 4 }),
      / · 4 earlier messages no longer fit$/u,
    );
  });
});
