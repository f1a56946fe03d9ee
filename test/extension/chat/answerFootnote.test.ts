import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ChatResult } from '../../../src/engine/protocol.ts';
import { answerFootnote } from '../../../src/extension/chat/answerFootnote.ts';
import { requestMetrics } from '../../support/requestMetrics.ts';

const result: ChatResult = {
  text: 'Because.',
  stopReason: 'endOfText',
  droppedTurns: 0,
  metrics: requestMetrics({
    promptTokens: 57,
    reusedTokens: 41,
    evaluatedTokens: 16,
    decodeSteps: 128,
    timeToFirstTokenMs: 100,
    totalMs: 2345,
  }),
};

describe('answerFootnote', () => {
  it('tells tokens, reuse and time', () => {
    assert.equal(answerFootnote(result), '128 tokens · 41 of 57 prompt tokens reused · 2.3\u00a0s');
  });

  it('says so when the answer was cut off', () => {
    assert.match(
      answerFootnote({ ...result, stopReason: 'maxTokens' }),
      /^Cut off at the longest/u,
    );
    assert.match(answerFootnote({ ...result, stopReason: 'windowFull' }), /^Cut off because/u);
    assert.match(answerFootnote({ ...result, stopReason: 'cancelled' }), /^Stopped · 128 tokens/u);
  });

  it('says so when the model no longer saw all of the conversation', () => {
    assert.match(
      answerFootnote({ ...result, droppedTurns: 1 }),
      / · 1 earlier message no longer fits$/u,
    );
    assert.match(
      answerFootnote({ ...result, droppedTurns: 4 }),
      / · 4 earlier messages no longer fit$/u,
    );
  });
});
