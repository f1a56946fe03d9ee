import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  maxCodeLength,
  parseWebviewMessage,
  maxQuestionLength,
  type WebviewToHost,
} from '../../../src/extension/chat/chatMessages.ts';

const messages: readonly WebviewToHost[] = [
  { kind: 'ready' },
  { kind: 'ask', text: 'What is a closure?' },
  { kind: 'stop' },
  { kind: 'copy', code: 'let a;' },
  { kind: 'insert', code: 'let a;' },
  { kind: 'explainSelection' },
  { kind: 'leaveOutFile' },
  { kind: 'chooseModel' },
  { kind: 'restartEngine' },
];

describe('parseWebviewMessage', () => {
  for (const message of messages) {
    it(`accepts ${message.kind}`, () => {
      assert.deepEqual(parseWebviewMessage(structuredClone(message)), message);
    });
  }

  it('removes properties that do not belong to the message', () => {
    const parsed = parseWebviewMessage({ kind: 'ask', text: 'Why?', command: 'rm', code: 'x' });
    assert.deepEqual(parsed, { kind: 'ask', text: 'Why?' });
  });

  const refused: readonly [string, unknown][] = [
    ['nothing', undefined],
    ['null', null],
    ['a bare word', 'stop'],
    ['a list', ['stop']],
    ['an unknown kind', { kind: 'eval' }],
    ['a kind that is a name of every object', { kind: 'toString' }],
    ['a kind that is no text', { kind: { toString: () => 'stop' } }],
    ['a question without text', { kind: 'ask' }],
    ['a blank question', { kind: 'ask', text: ' \n' }],
    ['a question that is no text', { kind: 'ask', text: 5 }],
    ['a question under the name of code', { kind: 'ask', code: 'Why?' }],
    ['code under the name of a question', { kind: 'copy', text: 'let a;' }],
    ['a question that is too long', { kind: 'ask', text: 'a'.repeat(maxQuestionLength + 1) }],
    ['code that is too long', { kind: 'insert', code: 'a'.repeat(maxCodeLength + 1) }],
  ];
  for (const [what, value] of refused) {
    it(`rejects ${what}`, () => {
      assert.equal(parseWebviewMessage(value), undefined);
    });
  }

  it('accepts a question of the maximum length', () => {
    const text = 'a'.repeat(maxQuestionLength);
    assert.deepEqual(parseWebviewMessage({ kind: 'ask', text }), { kind: 'ask', text });
  });

  it('returns either nothing or a message that parses to itself, for any value', () => {
    const kind = fc.constantFrom('ready', 'ask', 'stop', 'copy', 'insert', 'chooseModel', 'other');
    const anyMessage = fc.record(
      { kind, text: fc.anything(), code: fc.oneof(fc.string(), fc.anything()) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(fc.anything(), anyMessage), (value) => {
        const parsed = parseWebviewMessage(value);
        if (parsed !== undefined) assert.deepEqual(parseWebviewMessage(parsed), parsed);
      }),
    );
  });
});
