import assert from 'node:assert/strict';
import test from 'node:test';
import { refusalOf, type KeystrokeSituation } from '../../../src/completion/request/trigger.ts';

const plain: KeystrokeSituation = {
  enabled: true,
  invoked: false,
  lineAfter: '',
  cursors: 1,
  hasSelection: false,
};

const cases: readonly (readonly [string, Partial<KeystrokeSituation>, string | undefined])[] = [
  ['a keystroke at the line end asks', {}, undefined],
  ['a keystroke before a bracket asks', { lineAfter: ')' }, undefined],
  ['a keystroke within a word does not ask', { lineAfter: 'ord' }, 'withinWord'],
  ['a word is one in any script', { lineAfter: 'été' }, 'withinWord'],
  ['the person may ask within a word', { lineAfter: 'ord', invoked: true }, undefined],
  ['turned off, a keystroke does not ask', { enabled: false }, 'turnedOff'],
  ['turned off, the person may ask', { enabled: false, invoked: true }, undefined],
  ['a selection shows no ghost text', { hasSelection: true, invoked: true }, 'selection'],
  ['several cursors show no ghost text', { cursors: 2, invoked: true }, 'severalCursors'],
];

for (const [name, difference, refusal] of cases) {
  test(name, () => {
    assert.equal(refusalOf({ ...plain, ...difference }), refusal);
  });
}
