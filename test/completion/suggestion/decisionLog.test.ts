import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  DecisionLog,
  toOutcomeEvent,
  type DecisionEvent,
} from '../../../src/completion/suggestion/decisionLog.ts';

const place = { file: 'src/a.ts', line: 3 };
const withinWordEvent = toOutcomeEvent({ stage: 'trigger', rule: 'withinWord' });
const debouncedEvent = toOutcomeEvent({ stage: 'trigger', rule: 'debounced' });
const snoozedEvent = toOutcomeEvent({ stage: 'trigger', rule: 'snoozed' });
const requestedEvent: DecisionEvent = { kind: 'requested', by: 'typing' };

describe('DecisionLog', () => {
  it('keeps the last 50 decisions, the newest first', () => {
    fc.assert(
      fc.property(fc.nat({ max: 120 }), (count) => {
        const log = new DecisionLog();
        for (let at = 1; at <= count; at++) log.begin(at, place, requestedEvent);
        const times = log.decisions.map(({ atMs }) => atMs);
        const newest = Array.from({ length: Math.min(50, count) }, (_, index) => count - index);
        assert.deepEqual(times, newest);
      }),
    );
  });

  it('records the outcome of a decision, in order, and its cost', () => {
    const log = new DecisionLog();
    const id = log.begin(1, place, requestedEvent);
    log.begin(2, place, withinWordEvent);
    const cost = { totalMs: 80, evaluatedTokens: 3, decodeSteps: 5 };
    log.add(id, { kind: 'shown', text: 'x', source: 'engine', count: 1 }, cost);
    log.add(id, { kind: 'accepted', part: 'whole', text: 'x' });
    const decision = log.decisions[1];
    assert.deepEqual(
      decision?.events.map(({ kind }) => kind),
      ['requested', 'shown', 'accepted'],
    );
    assert.deepEqual(decision.cost, cost);
  });

  it('counts keys with the same result on the same line', () => {
    const log = new DecisionLog();
    for (let at = 1; at <= 4; at++) log.begin(at, place, withinWordEvent);
    for (let at = 5; at <= 7; at++) log.begin(at, place, debouncedEvent);
    assert.deepEqual(
      log.decisions.map(({ atMs, repeatCount }) => [atMs, repeatCount]),
      [
        [7, 3],
        [4, 4],
      ],
    );
  });

  it('distinguishes decisions by rule, line and file', () => {
    const log = new DecisionLog();
    log.begin(1, place, withinWordEvent);
    log.begin(2, place, snoozedEvent);
    log.begin(3, { ...place, line: 4 }, snoozedEvent);
    log.begin(4, { ...place, file: 'b.ts', line: 4 }, snoozedEvent);
    assert.equal(log.decisions.length, 4);
  });

  it('stores the whole text of a suggestion that grew, and its total cost in tokens', () => {
    const log = new DecisionLog();
    const id = log.begin(1, place, requestedEvent);
    const cost = { totalMs: 80, evaluatedTokens: 3, decodeSteps: 5 };
    log.add(id, { kind: 'shown', text: 'x', source: 'engine', count: 1 }, cost);
    log.grow(id, 'xyz', { totalMs: 400, evaluatedTokens: 0, decodeSteps: 6 });
    const [decision] = log.decisions;
    assert.deepEqual(decision?.events, [
      requestedEvent,
      { kind: 'shown', text: 'xyz', source: 'engine', count: 1 },
    ]);
    assert.deepEqual(decision.cost, { totalMs: 80, evaluatedTokens: 3, decodeSteps: 11 });
  });

  it('ignores events of decisions that it no longer stores', () => {
    const log = new DecisionLog();
    const id = log.begin(0, place, requestedEvent);
    for (let at = 1; at <= 50; at++) log.begin(at, place, requestedEvent);
    log.add(id, toOutcomeEvent({ stage: 'filter', rule: 'blank' }));
    assert.ok(log.decisions.every(({ events }) => events.length === 1));
  });
});
