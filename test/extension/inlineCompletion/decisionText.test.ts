import assert from 'node:assert/strict';
import test from 'node:test';
import type { Decision, DecisionEvent } from '../../../src/completion/suggestion/decisionLog.ts';
import { decisionText } from '../../../src/extension/inlineCompletion/decisionText.ts';

function decision(events: readonly DecisionEvent[], more: Partial<Decision> = {}): Decision {
  const place = { file: 'src/cart.ts', line: 12 };
  return { atMs: 0, place, times: 1, cost: undefined, events, ...more };
}

/** Returns the text below the head. */
function written(...decisions: readonly Decision[]): string {
  const text = decisionText(decisions, (atMs) => `12:00:0${atMs}`);
  return text.split('\n\n').slice(1).join('\n\n');
}

test('a decision is told from the request to what became of the text', () => {
  const told = written(
    decision(
      [
        { kind: 'asked', by: 'typing' },
        { kind: 'shown', text: 'return total;', source: 'engine', count: 1 },
        { kind: 'accepted', part: 'word', text: 'return' },
      ],
      { cost: { totalMs: 83.6, evaluatedTokens: 1204, decodeSteps: 7 } },
    ),
  );
  assert.equal(
    told,
    [
      '12:00:00  src/cart.ts:12  84 ms  1,204 tokens evaluated  7 decoded',
      '  Requested while you typed.',
      '  Shown.',
      '    | return total;',
      '  Accepted a word of it.',
      '    | return',
      '',
    ].join('\n'),
  );
});

test('a discarded text comes with the reason', () => {
  assert.equal(
    written(decision([{ kind: 'dropped', rule: 'suffixOverlap', text: '}\n' }])),
    [
      '12:00:00  src/cart.ts:12',
      '  Discarded: it repeated the text after the cursor.',
      '    | }',
      '    |',
      '',
    ].join('\n'),
  );
});

test('a key that was not answered is told with its reason, and how often', () => {
  const refused: DecisionEvent = { kind: 'refused', rule: 'snoozed' };
  assert.equal(
    written(decision([refused], { times: 3 })),
    '12:00:00  src/cart.ts:12  3 times\n  Not requested: completions are snoozed.\n',
  );
});

test('a cancelled request is told apart from one that was not sent', () => {
  const sent: DecisionEvent = { kind: 'cancelled', wasAsked: true };
  const notSent: DecisionEvent = { kind: 'cancelled', wasAsked: false };
  assert.match(written(decision([sent])), /^ {2}Cancelled: you kept typing\.$/m);
  assert.match(
    written(decision([notSent])),
    /^ {2}Not requested: the next key came within the debounce delay\.$/m,
  );
});

test('the order is that of the list', () => {
  const event: DecisionEvent = { kind: 'nothing', reason: 'blank' };
  const told = written(decision([event], { atMs: 2 }), decision([event], { atMs: 1 }));
  assert.ok(told.indexOf('12:00:02') < told.indexOf('12:00:01'));
});

test('long texts are cut, and say so', () => {
  const text = Array.from({ length: 9 }, (_, line) => `line ${line}`).join('\r\n');
  const told = written(decision([{ kind: 'withheld', text }]));
  assert.match(told, /\| line 7\n {4}and 1 more line\n/);
  assert.doesNotMatch(told, /line 8|\r/);
});

test('an empty list says what to do', () => {
  assert.match(
    decisionText([], () => ''),
    /none yet: type something/,
  );
});
