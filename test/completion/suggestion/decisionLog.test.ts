import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { DecisionLog, type DecisionEvent } from '../../../src/completion/suggestion/decisionLog.ts';

const place = { file: 'src/a.ts', line: 3 };
const refused: DecisionEvent = { kind: 'refused', rule: 'withinWord' };
const cancelled: DecisionEvent = { kind: 'cancelled', wasAsked: false };
const asked: DecisionEvent = { kind: 'asked', by: 'typing' };

describe('DecisionLog', () => {
  it('keeps the last 50 decisions, the newest first', () => {
    fc.assert(
      fc.property(fc.nat({ max: 120 }), (count) => {
        const log = new DecisionLog();
        for (let at = 1; at <= count; at++) log.begin(at, place, asked);
        const times = log.decisions.map(({ atMs }) => atMs);
        const newest = Array.from({ length: Math.min(50, count) }, (_, index) => count - index);
        assert.deepEqual(times, newest);
      }),
    );
  });

  it('tells what became of a decision, in its order, and what it cost', () => {
    const log = new DecisionLog();
    const id = log.begin(1, place, asked);
    log.begin(2, place, refused);
    const cost = { totalMs: 80, evaluatedTokens: 3, decodeSteps: 5 };
    log.add(id, { kind: 'shown', text: 'x', source: 'engine', count: 1 }, cost);
    log.add(id, { kind: 'accepted', part: 'whole', text: 'x' });
    const decision = log.decisions[1];
    assert.deepEqual(
      decision?.events.map(({ kind }) => kind),
      ['asked', 'shown', 'accepted'],
    );
    assert.deepEqual(decision.cost, cost);
  });

  it('counts keys that give the same at the same line', () => {
    const log = new DecisionLog();
    for (let at = 1; at <= 4; at++) log.begin(at, place, refused);
    for (let at = 5; at <= 7; at++) log.begin(at, place, cancelled);
    assert.deepEqual(
      log.decisions.map(({ atMs, times }) => [atMs, times]),
      [
        [7, 3],
        [4, 4],
      ],
    );
  });

  it('tells apart what differs in rule, line or file', () => {
    const log = new DecisionLog();
    log.begin(1, place, refused);
    log.begin(2, place, { kind: 'refused', rule: 'snoozed' });
    log.begin(3, { ...place, line: 4 }, { kind: 'refused', rule: 'snoozed' });
    log.begin(4, { ...place, file: 'b.ts', line: 4 }, { kind: 'refused', rule: 'snoozed' });
    assert.equal(log.decisions.length, 4);
  });

  it('has the whole text of a suggestion that grew, and all tokens that it cost', () => {
    const log = new DecisionLog();
    const id = log.begin(1, place, asked);
    const cost = { totalMs: 80, evaluatedTokens: 3, decodeSteps: 5 };
    log.add(id, { kind: 'shown', text: 'x', source: 'engine', count: 1 }, cost);
    log.grow(id, 'xyz', { totalMs: 400, evaluatedTokens: 0, decodeSteps: 6 });
    const [decision] = log.decisions;
    assert.deepEqual(decision?.events, [
      asked,
      { kind: 'shown', text: 'xyz', source: 'engine', count: 1 },
    ]);
    assert.deepEqual(decision.cost, { totalMs: 80, evaluatedTokens: 3, decodeSteps: 11 });
  });

  it('leaves alone what it no longer keeps', () => {
    const log = new DecisionLog();
    const id = log.begin(0, place, asked);
    for (let at = 1; at <= 50; at++) log.begin(at, place, asked);
    log.add(id, { kind: 'nothing', reason: 'blank' });
    assert.ok(log.decisions.every(({ events }) => events.length === 1));
  });
});
