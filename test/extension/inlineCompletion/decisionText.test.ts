import assert from 'node:assert/strict';
import test from 'node:test';
import {
  cancelledEvent,
  toOutcomeEvent,
  type Decision,
  type DecisionEvent,
} from '../../../src/completion/suggestion/decisionLog.ts';
import { formatDecisions } from '../../../src/extension/inlineCompletion/decisionText.ts';

function createDecision(events: readonly DecisionEvent[], more: Partial<Decision> = {}): Decision {
  const location = { file: 'src/cart.ts', line: 12 };
  return { atMs: 0, location, repeatCount: 1, cost: undefined, events, ...more };
}

/** Returns the text below the head. */
function describeDecisions(...decisions: readonly Decision[]): string {
  const text = formatDecisions(decisions, (atMs) => `12:00:0${atMs}`);
  return text.split('\n\n').slice(1).join('\n\n');
}

test('a decision is described from the request to the outcome of its text', () => {
  const description = describeDecisions(
    createDecision(
      [
        { kind: 'requested', by: 'typing' },
        { kind: 'shown', text: 'return total;', source: 'engine', count: 1 },
        { kind: 'accepted', part: 'word', text: 'return' },
      ],
      { cost: { totalMs: 83.6, evaluatedTokens: 1204, decodeSteps: 7 } },
    ),
  );
  assert.equal(
    description,
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

test('a discarded text has its reason', () => {
  assert.equal(
    describeDecisions(
      createDecision([toOutcomeEvent({ stage: 'filter', rule: 'suffixOverlap', text: '}\n' })]),
    ),
    [
      '12:00:00  src/cart.ts:12',
      '  Discarded: it repeated the text after the cursor.',
      '    | }',
      '    |',
      '',
    ].join('\n'),
  );
});

test('a key without an answer has its reason and its count', () => {
  const refused = toOutcomeEvent({ stage: 'trigger', rule: 'snoozed' });
  assert.equal(
    describeDecisions(createDecision([refused], { repeatCount: 3 })),
    '12:00:00  src/cart.ts:12  3 times\n  Not requested: completions are snoozed.\n',
  );
});

test('a cancelled request is distinguished from one that was not sent', () => {
  const sent = cancelledEvent;
  const notSent = toOutcomeEvent({ stage: 'trigger', rule: 'debounced' });
  assert.match(describeDecisions(createDecision([sent])), /^ {2}Cancelled: you kept typing\.$/m);
  assert.match(
    describeDecisions(createDecision([notSent])),
    /^ {2}Not requested: the next key came within the debounce delay\.$/m,
  );
});

test('the order is that of the list', () => {
  const event = toOutcomeEvent({ stage: 'filter', rule: 'blank' });
  const description = describeDecisions(
    createDecision([event], { atMs: 2 }),
    createDecision([event], { atMs: 1 }),
  );
  assert.ok(description.indexOf('12:00:02') < description.indexOf('12:00:01'));
});

test('long texts are truncated with a note', () => {
  const text = Array.from({ length: 9 }, (_, line) => `line ${line}`).join('\r\n');
  const description = describeDecisions(
    createDecision([toOutcomeEvent({ stage: 'suggestion', rule: 'rejectedBefore', text })]),
  );
  assert.match(description, /\| line 7\n {4}and 1 more line\n/);
  assert.doesNotMatch(description, /line 8|\r/);
});

test('an empty list says what to do', () => {
  assert.match(
    formatDecisions([], () => ''),
    /none yet: type something/,
  );
});
