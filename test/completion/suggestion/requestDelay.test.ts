import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { RequestDelay } from '../../../src/completion/suggestion/requestDelay.ts';

const start = { baseDelayMs: 80, nowMs: 100_000, isAwaited: false };

/** Returns a delay that has recorded keys with these gaps and answers with these times, in ms. */
function createDelay(gapsMs: readonly number[], answersMs: readonly number[] = []): RequestDelay {
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

function repeatMs(count: number, ms: number): number[] {
  return Array<number>(count).fill(ms);
}

describe('RequestDelay of an engine that answers between keys', () => {
  it('is the setting until the typing rhythm is known, however slow the engine is', () => {
    assert.equal(createDelay([20, 20, 20]).computeDelayMs(start), 80);
    const delay = createDelay(repeatMs(7, 20), repeatMs(20, 2000));
    assert.equal(delay.computeDelayMs(start), 80);
    assert.equal(delay.isWaitingForPause, false);
  });

  it('is the setting, or 70 % of the gaps of a fast typist, but at least half of the setting', () => {
    assert.equal(createDelay(repeatMs(20, 130)).computeDelayMs(start), 80);
    assert.equal(createDelay([...repeatMs(12, 50), ...repeatMs(8, 70)]).computeDelayMs(start), 70);
    assert.equal(createDelay(repeatMs(20, 10)).computeDelayMs(start), 40);
  });

  it('excludes pauses from the rhythm, and follows changes of the rhythm', () => {
    assert.equal(createDelay([...repeatMs(20, 60), 5000, 60_000]).computeDelayMs(start), 60);
    assert.equal(
      createDelay([...repeatMs(60, 300), ...repeatMs(50, 60)]).computeDelayMs(start),
      60,
    );
  });

  it('is the same for all answer times up to the median gap', () => {
    for (const ms of [0, 20, 150]) {
      const delay = createDelay(repeatMs(20, 150), repeatMs(5, ms));
      assert.equal(delay.isWaitingForPause, false);
      assert.equal(delay.computeDelayMs(start), 80);
    }
  });
});

describe('RequestDelay and the rhythm of typing', () => {
  it('returns the time since the last key', () => {
    const delay = new RequestDelay();
    assert.equal(delay.getMsSinceKey(500), Infinity);
    delay.recordKey(500);
    delay.recordKey(800);
    assert.equal(delay.getMsSinceKey(1000), 200);
  });

  it('uses a rhythm from eight gaps on', () => {
    assert.equal(createDelay(repeatMs(7, 50)).computeDelayMs(start), 80);
    assert.equal(createDelay(repeatMs(8, 50)).computeDelayMs(start), 50);
  });

  it('counts gaps of up to a second, and no gap of a clock that was set back', () => {
    const waits = (gapMs: number) =>
      createDelay([...repeatMs(7, 100), gapMs], repeatMs(3, 130)).isWaitingForPause;
    assert.equal(waits(1000), true);
    assert.equal(waits(1001), false);
    assert.equal(waits(0), true);
    assert.equal(waits(-1), false);
  });

  it('keeps the last fifty gaps, in any order', () => {
    const mixed = Array.from({ length: 50 }, (_, index) => (index % 2 === 0 ? 40 : 70));
    assert.equal(createDelay([...repeatMs(50, 50), ...mixed]).computeDelayMs(start), 70);
    assert.equal(createDelay([...repeatMs(25, 70), ...repeatMs(50, 50)]).computeDelayMs(start), 50);
    assert.equal(createDelay([...repeatMs(15, 70), ...repeatMs(35, 50)]).computeDelayMs(start), 70);
    assert.equal(createDelay([...repeatMs(16, 70), ...repeatMs(35, 50)]).computeDelayMs(start), 70);
    assert.equal(createDelay([...repeatMs(16, 70), ...repeatMs(36, 50)]).computeDelayMs(start), 50);
  });
});

describe('RequestDelay of an engine that does not answer between keys', () => {
  it('waits for a pause longer than 90 % of the gaps', () => {
    const delay = createDelay([...repeatMs(16, 100), ...repeatMs(3, 180), 240], repeatMs(5, 400));
    assert.equal(delay.isWaitingForPause, true);
    assert.equal(delay.computeDelayMs(start), 180);
  });

  it('waits at least as long as the setting and 75 ms, and at most 300 ms', () => {
    const fast = createDelay(repeatMs(20, 30), repeatMs(5, 400));
    assert.equal(fast.computeDelayMs(start), 80);
    assert.equal(fast.computeDelayMs({ ...start, baseDelayMs: 10 }), 75);
    const slow = createDelay(repeatMs(20, 500), repeatMs(5, 1500));
    assert.equal(slow.computeDelayMs(start), 300);
    assert.equal(slow.computeDelayMs({ ...start, baseDelayMs: 400 }), 400);
  });

  it('needs three answers, because the first ones after a load are slow', () => {
    const delay = createDelay(repeatMs(20, 150), repeatMs(2, 1500));
    assert.equal(delay.isWaitingForPause, false);
    delay.recordAnswer(1500);
    assert.equal(delay.isWaitingForPause, true);
  });

  it('uses the median answer time, not single answers', () => {
    assert.equal(
      createDelay(repeatMs(20, 150), [...repeatMs(6, 20), ...repeatMs(5, 1500)]).isWaitingForPause,
      false,
    );
  });

  it('begins above 1.25 times the median gap and above 70 % of the gaps', () => {
    const uniform = repeatMs(20, 100);
    assert.equal(createDelay(uniform, repeatMs(5, 125)).isWaitingForPause, false);
    assert.equal(createDelay(uniform, repeatMs(5, 126)).isWaitingForPause, true);
    const uneven = [...repeatMs(12, 100), ...repeatMs(8, 200)];
    assert.equal(createDelay(uneven, repeatMs(5, 200)).isWaitingForPause, false);
    assert.equal(createDelay(uneven, repeatMs(5, 201)).isWaitingForPause, true);
  });

  it('ends at the median gap, and keeps its state in between', () => {
    const delay = createDelay(repeatMs(20, 100), repeatMs(20, 126));
    for (const ms of repeatMs(20, 101)) delay.recordAnswer(ms);
    assert.equal(delay.isWaitingForPause, true);
    for (const ms of repeatMs(20, 100)) delay.recordAnswer(ms);
    assert.equal(delay.isWaitingForPause, false);
    for (const ms of repeatMs(20, 125)) delay.recordAnswer(ms);
    assert.equal(delay.isWaitingForPause, false);
  });

  it('changes at most once when answer times vary around the gaps', () => {
    const delay = createDelay(repeatMs(20, 100));
    let changes = 0;
    for (let key = 0; key < 200; key++) {
      const before = delay.isWaitingForPause;
      delay.recordAnswer(key % 2 === 0 ? 90 : 120);
      if (delay.isWaitingForPause !== before) changes++;
    }
    assert.ok(changes <= 1, `${changes} changes`);
  });

  it('follows when the user types more slowly than the engine answers', () => {
    const delay = createDelay(repeatMs(20, 100), repeatMs(5, 300));
    assert.equal(delay.isWaitingForPause, true);
    recordGaps(delay, repeatMs(50, 400));
    assert.equal(delay.isWaitingForPause, false);
  });

  it('ends when another model is loaded', () => {
    const delay = createDelay(repeatMs(20, 150), repeatMs(5, 1500));
    delay.clearAnswers();
    assert.equal(delay.isWaitingForPause, false);
    assert.equal(delay.computeDelayMs(start), 80);
    // Three answers are needed again.
    for (const ms of repeatMs(2, 1500)) delay.recordAnswer(ms);
    assert.equal(delay.isWaitingForPause, false);
  });

  it('goes by the last twenty answers', () => {
    const delay = createDelay(repeatMs(20, 100), repeatMs(20, 300));
    for (const ms of repeatMs(10, 50)) delay.recordAnswer(ms);
    assert.equal(delay.isWaitingForPause, true);
    delay.recordAnswer(50);
    assert.equal(delay.isWaitingForPause, false);
  });

  it('is lengthened by rejections, and shortened by acceptances down to the setting', () => {
    const delay = createDelay(repeatMs(20, 160), repeatMs(5, 400));
    assert.equal(delay.computeDelayMs(start), 160);
    delay.recordAcceptance(start.nowMs);
    assert.equal(delay.computeDelayMs(start), 128);
    for (let count = 0; count < 20; count++) delay.recordAcceptance(start.nowMs);
    assert.equal(delay.computeDelayMs(start), 80);
    assert.equal(delay.computeDelayMs({ ...start, baseDelayMs: 120 }), 120);
    for (let count = 0; count < 20; count++) delay.recordRejection(start.nowMs);
    assert.equal(delay.computeDelayMs(start), 640);
  });
});

describe('RequestDelay', () => {
  it('grows with rejections up to four times, and shrinks with acceptances down to half', () => {
    const delay = new RequestDelay();
    delay.recordRejection(start.nowMs);
    assert.equal(delay.computeDelayMs(start), 120);
    for (let count = 0; count < 20; count++) delay.recordRejection(start.nowMs);
    assert.equal(delay.computeDelayMs(start), 320);
    delay.recordAcceptance(start.nowMs);
    assert.equal(delay.computeDelayMs(start), 256);
    for (let count = 0; count < 20; count++) delay.recordAcceptance(start.nowMs);
    assert.equal(delay.computeDelayMs(start), 40);
  });

  it('is balanced when three suggestions in ten are accepted and the others are ignored', () => {
    const delay = new RequestDelay();
    for (let count = 0; count < 100; count++) {
      if (count % 10 < 3) delay.recordAcceptance(start.nowMs);
      else delay.recordIgnored(start.nowMs);
    }
    assert.ok(Math.abs(delay.computeDelayMs(start) - 80) <= 8);
  });

  it('halves the effect of outcomes every five minutes', () => {
    const delay = new RequestDelay();
    for (let count = 0; count < 4; count++) delay.recordRejection(start.nowMs);
    assert.equal(delay.computeDelayMs({ ...start, nowMs: start.nowMs + 300_000 }), 160);
    assert.equal(delay.computeDelayMs({ ...start, nowMs: start.nowMs + 36_000_000 }), 80);
    // A clock that was set back does not increase it.
    assert.equal(delay.computeDelayMs({ ...start, nowMs: 0 }), 320);
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
  function replayEvents(
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
      if (kind === 'passedOver') delay.recordIgnored(nowMs);
      if (kind === 'rejected') delay.recordRejection(nowMs);
    }
    return { delay, nowMs };
  }

  it('never decreases when answers take longer, all else equal', () => {
    const slower = fc.array(fc.nat({ max: 600 }), { minLength: 1, maxLength: 150 });
    let differences = 0;
    fc.assert(
      fc.property(events, slower, fc.nat({ max: 2000 }), (list, added, baseDelayMs) => {
        const [fast, slow] = [replayEvents(list), replayEvents(list, added)];
        const situation = { baseDelayMs, nowMs: fast.nowMs, isAwaited: false };
        const [fastMs, slowMs] = [
          fast.delay.computeDelayMs(situation),
          slow.delay.computeDelayMs(situation),
        ];
        assert.ok(slowMs >= fastMs, `${slowMs} ms after ${fastMs} ms`);
        if (slowMs > fastMs) differences++;
      }),
      { numRuns: 500 },
    );
    assert.ok(differences > 10, `only ${differences} runs reached the delay for pauses`);
  });

  it('is 0 for invoked requests, and when the setting is 0', () => {
    fc.assert(
      fc.property(events, fc.nat({ max: 2000 }), (list, baseDelayMs) => {
        const { delay, nowMs } = replayEvents(list);
        assert.equal(delay.computeDelayMs({ baseDelayMs, nowMs, isAwaited: true }), 0);
        assert.equal(delay.computeDelayMs({ baseDelayMs: 0, nowMs, isAwaited: false }), 0);
      }),
    );
  });

  it('is an integer between 0 and four times the setting, or the maximum pause', () => {
    fc.assert(
      fc.property(events, fc.nat({ max: 2000 }), (list, baseDelayMs) => {
        const { delay, nowMs } = replayEvents(list);
        const ms = delay.computeDelayMs({ baseDelayMs, nowMs, isAwaited: false });
        assert.ok(Number.isInteger(ms) && ms >= 0 && ms <= 4 * Math.max(baseDelayMs, 300));
      }),
    );
  });

  it('never decreases by a rejection, nor increases by an acceptance', () => {
    fc.assert(
      fc.property(events, (list) => {
        const { delay, nowMs } = replayEvents(list);
        const situation = { baseDelayMs: 80, nowMs, isAwaited: false };
        const before = delay.computeDelayMs(situation);
        delay.recordRejection(nowMs);
        const rejected = delay.computeDelayMs(situation);
        assert.ok(rejected >= before);
        delay.recordAcceptance(nowMs);
        assert.ok(delay.computeDelayMs(situation) <= rejected);
      }),
    );
  });
});
