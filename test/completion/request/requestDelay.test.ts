import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { RequestDelay } from '../../../src/completion/request/requestDelay.ts';

const start = { startMs: 80, nowMs: 100_000, isAwaited: false };

/** A person who types with these gaps, in ms. */
function typist(gapsMs: readonly number[]): RequestDelay {
  const delay = new RequestDelay();
  let nowMs = 0;
  delay.keyAt(nowMs);
  for (const gapMs of gapsMs) delay.keyAt((nowMs += gapMs));
  return delay;
}

describe('RequestDelay', () => {
  it('waits as the setting says until a rhythm is known', () => {
    assert.equal(typist([200, 200, 200]).delayMs(start), 80);
  });

  it('goes by the rhythm of the typing, within bounds that the setting sets', () => {
    assert.equal(typist(Array<number>(20).fill(130)).delayMs(start), 130);
    assert.equal(typist(Array<number>(20).fill(10)).delayMs(start), 40);
    assert.equal(typist(Array<number>(20).fill(900)).delayMs(start), 320);
  });

  it('outlasts most gaps, and takes no pause for a gap', () => {
    const gaps = [...Array<number>(12).fill(100), ...Array<number>(8).fill(150)];
    assert.equal(typist(gaps).delayMs(start), 150);
    assert.equal(typist([...Array<number>(20).fill(100), 5000, 60_000]).delayMs(start), 100);
  });

  it('follows when the rhythm changes', () => {
    const gaps = [...Array<number>(60).fill(300), ...Array<number>(50).fill(100)];
    assert.equal(typist(gaps).delayMs(start), 100);
  });

  it('takes off what the engine is known to need', () => {
    const delay = new RequestDelay();
    for (const ms of [30, 20, 9000]) delay.answeredIn(ms);
    assert.equal(delay.delayMs(start), 50);
    for (let count = 0; count < 20; count++) delay.answeredIn(400);
    assert.equal(delay.delayMs(start), 0);
    delay.forgetAnswers();
    assert.equal(delay.delayMs(start), 80);
  });

  it('waits longer after rejections, up to four times, and less long after acceptances', () => {
    const delay = new RequestDelay();
    delay.rejected(start.nowMs);
    assert.equal(delay.delayMs(start), 120);
    for (let count = 0; count < 20; count++) delay.rejected(start.nowMs);
    assert.equal(delay.delayMs(start), 320);
    delay.accepted(start.nowMs);
    assert.equal(delay.delayMs(start), 256);
    for (let count = 0; count < 20; count++) delay.accepted(start.nowMs);
    assert.equal(delay.delayMs(start), 40);
  });

  it('adds what rejections ask for however slow the engine is', () => {
    const delay = new RequestDelay();
    delay.answeredIn(2000);
    assert.equal(delay.delayMs(start), 0);
    delay.rejected(start.nowMs);
    assert.equal(delay.delayMs(start), 40);
  });

  it('stays as it is for who accepts three of ten texts and writes on past the others', () => {
    const delay = new RequestDelay();
    for (let count = 0; count < 100; count++) {
      if (count % 10 < 3) delay.accepted(start.nowMs);
      else delay.passedOver(start.nowMs);
    }
    assert.ok(Math.abs(delay.delayMs(start) - 80) <= 8);
  });

  it('forgets judgements as time goes by', () => {
    const delay = new RequestDelay();
    for (let count = 0; count < 4; count++) delay.rejected(start.nowMs);
    assert.equal(delay.delayMs({ ...start, nowMs: start.nowMs + 300_000 }), 160);
    assert.equal(delay.delayMs({ ...start, nowMs: start.nowMs + 36_000_000 }), 80);
  });

  const happenings = fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant('key' as const), ms: fc.nat({ max: 2000 }) }),
      fc.record({ kind: fc.constant('answer' as const), ms: fc.nat({ max: 3000 }) }),
      fc.record({
        kind: fc.constantFrom('accepted', 'passed', 'rejected'),
        ms: fc.nat({ max: 600_000 }),
      }),
    ),
    { maxLength: 120 },
  );

  function after(list: readonly { kind: string; ms: number }[]) {
    const delay = new RequestDelay();
    let nowMs = 0;
    for (const { kind, ms } of list) {
      if (kind === 'answer') delay.answeredIn(ms);
      else nowMs += ms;
      if (kind === 'key') delay.keyAt(nowMs);
      if (kind === 'accepted') delay.accepted(nowMs);
      if (kind === 'passed') delay.passedOver(nowMs);
      if (kind === 'rejected') delay.rejected(nowMs);
    }
    return { delay, nowMs };
  }

  it('never waits where it is awaited, or where the setting says never', () => {
    fc.assert(
      fc.property(happenings, fc.nat({ max: 2000 }), (list, startMs) => {
        const { delay, nowMs } = after(list);
        assert.equal(delay.delayMs({ startMs, nowMs, isAwaited: true }), 0);
        assert.equal(delay.delayMs({ startMs: 0, nowMs, isAwaited: false }), 0);
      }),
    );
  });

  it('never waits longer than sixteen times of the setting, nor less than nothing', () => {
    fc.assert(
      fc.property(happenings, fc.nat({ max: 2000 }), (list, startMs) => {
        const { delay, nowMs } = after(list);
        const ms = delay.delayMs({ startMs, nowMs, isAwaited: false });
        assert.ok(Number.isInteger(ms) && ms >= 0 && ms <= 16 * startMs);
      }),
    );
  });

  it('never gets shorter by a rejection nor longer by an acceptance', () => {
    fc.assert(
      fc.property(happenings, (list) => {
        const { delay, nowMs } = after(list);
        const situation = { startMs: 80, nowMs, isAwaited: false };
        const before = delay.delayMs(situation);
        delay.rejected(nowMs);
        const rejected = delay.delayMs(situation);
        assert.ok(rejected >= before);
        delay.accepted(nowMs);
        assert.ok(delay.delayMs(situation) <= rejected);
      }),
    );
  });
});
