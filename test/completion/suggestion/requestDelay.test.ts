import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { RequestDelay } from '../../../src/completion/suggestion/requestDelay.ts';

const start = { startMs: 80, nowMs: 100_000, isAwaited: false };

/** Returns a delay that has recorded keys with these gaps and answers with these times, in ms. */
function recorded(gapsMs: readonly number[], answersMs: readonly number[] = []): RequestDelay {
  const delay = new RequestDelay();
  recordGaps(delay, gapsMs);
  for (const ms of answersMs) delay.recordAnswer(ms);
  return delay;
}

function recordGaps(delay: RequestDelay, gapsMs: readonly number[]): void {
  let nowMs = 0;
  delay.recordKey(nowMs);
  for (const gapMs of gapsMs) delay.recordKey((nowMs += gapMs));
}

function times(count: number, ms: number): number[] {
  return Array<number>(count).fill(ms);
}

describe('RequestDelay of an engine that answers between keys', () => {
  it('is the setting until a rhythm is known, however slow the engine is', () => {
    assert.equal(recorded([20, 20, 20]).delayMs(start), 80);
    const delay = recorded(times(7, 20), times(20, 2000));
    assert.equal(delay.delayMs(start), 80);
    assert.equal(delay.isWaitingForPause, false);
  });

  it('is the setting, or 70 % of the gaps of a fast typist, but never under half', () => {
    assert.equal(recorded(times(20, 130)).delayMs(start), 80);
    assert.equal(recorded([...times(12, 50), ...times(8, 70)]).delayMs(start), 70);
    assert.equal(recorded(times(20, 10)).delayMs(start), 40);
  });

  it('leaves pauses out of the rhythm, and follows when the rhythm changes', () => {
    assert.equal(recorded([...times(20, 60), 5000, 60_000]).delayMs(start), 60);
    assert.equal(recorded([...times(60, 300), ...times(50, 60)]).delayMs(start), 60);
  });

  it('is the same for all answer times up to the median gap', () => {
    for (const ms of [0, 20, 150]) {
      const delay = recorded(times(20, 150), times(5, ms));
      assert.equal(delay.isWaitingForPause, false);
      assert.equal(delay.delayMs(start), 80);
    }
  });
});

describe('RequestDelay of an engine that does not answer between keys', () => {
  it('waits for a pause longer than 90 % of the gaps', () => {
    const delay = recorded([...times(16, 100), ...times(3, 180), 240], times(5, 400));
    assert.equal(delay.isWaitingForPause, true);
    assert.equal(delay.delayMs(start), 180);
  });

  it('waits at least as long as the setting and 75 ms, and at most 300 ms', () => {
    const fast = recorded(times(20, 30), times(5, 400));
    assert.equal(fast.delayMs(start), 80);
    assert.equal(fast.delayMs({ ...start, startMs: 10 }), 75);
    const slow = recorded(times(20, 500), times(5, 1500));
    assert.equal(slow.delayMs(start), 300);
    assert.equal(slow.delayMs({ ...start, startMs: 400 }), 400);
  });

  it('needs three answers: the first ones after a load are slow', () => {
    const delay = recorded(times(20, 150), times(2, 1500));
    assert.equal(delay.isWaitingForPause, false);
    delay.recordAnswer(1500);
    assert.equal(delay.isWaitingForPause, true);
  });

  it('goes by the median answer, not by single ones', () => {
    assert.equal(
      recorded(times(20, 150), [...times(6, 20), ...times(5, 1500)]).isWaitingForPause,
      false,
    );
  });

  it('begins above 1.25 times the median gap and above 70 % of the gaps', () => {
    const uniform = times(20, 100);
    assert.equal(recorded(uniform, times(5, 125)).isWaitingForPause, false);
    assert.equal(recorded(uniform, times(5, 126)).isWaitingForPause, true);
    const uneven = [...times(12, 100), ...times(8, 200)];
    assert.equal(recorded(uneven, times(5, 200)).isWaitingForPause, false);
    assert.equal(recorded(uneven, times(5, 201)).isWaitingForPause, true);
  });

  it('ends at the median gap, and stays as it is in between', () => {
    const delay = recorded(times(20, 100), times(20, 126));
    for (const ms of times(20, 101)) delay.recordAnswer(ms);
    assert.equal(delay.isWaitingForPause, true);
    for (const ms of times(20, 100)) delay.recordAnswer(ms);
    assert.equal(delay.isWaitingForPause, false);
    for (const ms of times(20, 125)) delay.recordAnswer(ms);
    assert.equal(delay.isWaitingForPause, false);
  });

  it('changes at most once when answer times vary around the gaps', () => {
    const delay = recorded(times(20, 100));
    let changes = 0;
    for (let key = 0; key < 200; key++) {
      const before = delay.isWaitingForPause;
      delay.recordAnswer(key % 2 === 0 ? 90 : 120);
      if (delay.isWaitingForPause !== before) changes++;
    }
    assert.ok(changes <= 1, `${changes} changes`);
  });

  it('follows when the user types more slowly than the engine answers', () => {
    const delay = recorded(times(20, 100), times(5, 300));
    assert.equal(delay.isWaitingForPause, true);
    recordGaps(delay, times(50, 400));
    assert.equal(delay.isWaitingForPause, false);
  });

  it('ends when another model is loaded', () => {
    const delay = recorded(times(20, 150), times(5, 1500));
    delay.clearAnswers();
    assert.equal(delay.isWaitingForPause, false);
    assert.equal(delay.delayMs(start), 80);
  });

  it('is lengthened by rejections, and shortened by acceptances down to the setting', () => {
    const delay = recorded(times(20, 160), times(5, 400));
    assert.equal(delay.delayMs(start), 160);
    delay.recordAcceptance(start.nowMs);
    assert.equal(delay.delayMs(start), 128);
    for (let count = 0; count < 20; count++) delay.recordAcceptance(start.nowMs);
    assert.equal(delay.delayMs(start), 80);
    for (let count = 0; count < 20; count++) delay.recordRejection(start.nowMs);
    assert.equal(delay.delayMs(start), 640);
  });
});

describe('RequestDelay', () => {
  it('grows with rejections up to four times, and shrinks with acceptances down to half', () => {
    const delay = new RequestDelay();
    delay.recordRejection(start.nowMs);
    assert.equal(delay.delayMs(start), 120);
    for (let count = 0; count < 20; count++) delay.recordRejection(start.nowMs);
    assert.equal(delay.delayMs(start), 320);
    delay.recordAcceptance(start.nowMs);
    assert.equal(delay.delayMs(start), 256);
    for (let count = 0; count < 20; count++) delay.recordAcceptance(start.nowMs);
    assert.equal(delay.delayMs(start), 40);
  });

  it('is balanced when three suggestions in ten are accepted and the others are passed over', () => {
    const delay = new RequestDelay();
    for (let count = 0; count < 100; count++) {
      if (count % 10 < 3) delay.recordAcceptance(start.nowMs);
      else delay.recordPassedOver(start.nowMs);
    }
    assert.ok(Math.abs(delay.delayMs(start) - 80) <= 8);
  });

  it('halves the effect of outcomes every five minutes', () => {
    const delay = new RequestDelay();
    for (let count = 0; count < 4; count++) delay.recordRejection(start.nowMs);
    assert.equal(delay.delayMs({ ...start, nowMs: start.nowMs + 300_000 }), 160);
    assert.equal(delay.delayMs({ ...start, nowMs: start.nowMs + 36_000_000 }), 80);
  });

  const events = fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.record({ kind: fc.constant('key'), ms: fc.nat({ max: 400 }) }) },
      fc.record({ kind: fc.constant('key'), ms: fc.nat({ max: 2000 }) }),
      {
        weight: 3,
        arbitrary: fc.record({ kind: fc.constant('answer'), ms: fc.nat({ max: 600 }) }),
      },
      fc.record({
        kind: fc.constantFrom('accepted', 'passedOver', 'rejected'),
        ms: fc.nat({ max: 60_000 }),
      }),
    ),
    { maxLength: 150, size: 'max' },
  );

  /** Replays keys and answers. @param slower added to each answer time, in ms, in turn. */
  function replayed(
    list: readonly { readonly kind: string; readonly ms: number }[],
    slower: readonly number[] = [0],
  ): { readonly delay: RequestDelay; readonly nowMs: number } {
    const delay = new RequestDelay();
    let nowMs = 0;
    for (const [index, { kind, ms }] of list.entries()) {
      if (kind === 'answer') delay.recordAnswer(ms + (slower[index % slower.length] ?? 0));
      else nowMs += ms;
      if (kind === 'key') delay.recordKey(nowMs);
      if (kind === 'accepted') delay.recordAcceptance(nowMs);
      if (kind === 'passedOver') delay.recordPassedOver(nowMs);
      if (kind === 'rejected') delay.recordRejection(nowMs);
    }
    return { delay, nowMs };
  }

  it('never shrinks when answers take longer, all else equal', () => {
    const slower = fc.array(fc.nat({ max: 600 }), { minLength: 1, maxLength: 150 });
    let differences = 0;
    fc.assert(
      fc.property(events, slower, fc.nat({ max: 2000 }), (list, added, startMs) => {
        const [fast, slow] = [replayed(list), replayed(list, added)];
        const situation = { startMs, nowMs: fast.nowMs, isAwaited: false };
        const [fastMs, slowMs] = [fast.delay.delayMs(situation), slow.delay.delayMs(situation)];
        assert.ok(slowMs >= fastMs, `${slowMs} ms after ${fastMs} ms`);
        if (slowMs > fastMs) differences++;
      }),
      { numRuns: 500 },
    );
    assert.ok(differences > 10, `only ${differences} runs reached the delay for pauses`);
  });

  it('is 0 where a request is awaited, or where the setting is 0', () => {
    fc.assert(
      fc.property(events, fc.nat({ max: 2000 }), (list, startMs) => {
        const { delay, nowMs } = replayed(list);
        assert.equal(delay.delayMs({ startMs, nowMs, isAwaited: true }), 0);
        assert.equal(delay.delayMs({ startMs: 0, nowMs, isAwaited: false }), 0);
      }),
    );
  });

  it('is an integer between 0 and four times the setting, or the longest pause', () => {
    fc.assert(
      fc.property(events, fc.nat({ max: 2000 }), (list, startMs) => {
        const { delay, nowMs } = replayed(list);
        const ms = delay.delayMs({ startMs, nowMs, isAwaited: false });
        assert.ok(Number.isInteger(ms) && ms >= 0 && ms <= 4 * Math.max(startMs, 300));
      }),
    );
  });

  it('never shrinks by a rejection, nor grows by an acceptance', () => {
    fc.assert(
      fc.property(events, (list) => {
        const { delay, nowMs } = replayed(list);
        const situation = { startMs: 80, nowMs, isAwaited: false };
        const before = delay.delayMs(situation);
        delay.recordRejection(nowMs);
        const rejected = delay.delayMs(situation);
        assert.ok(rejected >= before);
        delay.recordAcceptance(nowMs);
        assert.ok(delay.delayMs(situation) <= rejected);
      }),
    );
  });
});
