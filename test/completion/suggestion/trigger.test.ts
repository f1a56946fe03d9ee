import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  refusalOf,
  refusalToAsk,
  type AskingSituation,
  type KeystrokeSituation,
  type LastEdit,
  type SwitchedOff,
} from '../../../src/completion/suggestion/trigger.ts';

const plain: KeystrokeSituation = {
  offFor: undefined,
  isSnoozed: false,
  invoked: false,
  after: '',
  cursors: 1,
  hasSelection: false,
};

const cases: readonly (readonly [string, Partial<KeystrokeSituation>, string | undefined])[] = [
  ['a keystroke at the line end is answered', {}, undefined],
  ['a keystroke before a bracket is answered', { after: ')' }, undefined],
  ['a keystroke within a word is not answered', { after: 'ord' }, 'withinWord'],
  ['a word is one in any script', { after: 'été' }, 'withinWord'],
  ['the person may ask within a word', { after: 'ord', invoked: true }, undefined],
  ['turned off, a keystroke is not answered', { offFor: 'all' }, 'turnedOff'],
  ['a switch of the language is told apart', { offFor: 'language' }, 'languageOff'],
  ['a switch of the workspace is told apart', { offFor: 'workspace' }, 'workspaceOff'],
  ['documents of some kinds complete on request only', { offFor: 'kind' }, 'kindOff'],
  ['snoozed, a keystroke is not answered', { isSnoozed: true }, 'snoozed'],
  ['a selection shows no ghost text', { hasSelection: true, invoked: true }, 'selection'],
  ['several cursors show no ghost text', { cursors: 2, invoked: true }, 'severalCursors'],
];

for (const [name, difference, refusal] of cases) {
  test(name, () => {
    assert.equal(refusalOf({ ...plain, ...difference }), refusal);
  });
}

test('a person who asks is refused only where nothing could be shown', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<SwitchedOff | undefined>(undefined, 'all', 'language', 'workspace'),
      fc.boolean(),
      fc.string(),
      fc.nat({ max: 3 }),
      (offFor, isSnoozed, after, more) => {
        const invoked = { invoked: true, offFor, isSnoozed, after, hasSelection: false };
        const refusal = refusalOf({ ...invoked, cursors: 1 + more });
        assert.equal(refusal, more > 0 ? 'severalCursors' : undefined);
      },
    ),
  );
});

const asking: AskingSituation = {
  invoked: false,
  lastEdit: 'written',
  isRejectedHere: false,
  isSavingBattery: false,
};

const askingCases: readonly (readonly [string, Partial<AskingSituation>, string | undefined])[] = [
  ['after writing the engine is asked', {}, undefined],
  ['after undo the engine is not asked', { lastEdit: 'undone' }, 'afterUndo'],
  ['after redo the engine is not asked', { lastEdit: 'redone' }, 'afterRedo'],
  ['after taking back the engine is not asked', { lastEdit: 'takenBack' }, 'takenBack'],
  ['where a text was rejected it is not asked for', { isRejectedHere: true }, 'rejectedHere'],
  ['on battery the engine may be spared', { isSavingBattery: true }, 'onBattery'],
];

for (const [name, difference, refusal] of askingCases) {
  test(name, () => {
    assert.equal(refusalToAsk({ ...asking, ...difference }), refusal);
  });
}

test('a person who asks always has the engine asked', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<LastEdit>('written', 'undone', 'redone', 'takenBack'),
      fc.boolean(),
      fc.boolean(),
      (lastEdit, isRejectedHere, isSavingBattery) => {
        const situation = { invoked: true, lastEdit, isRejectedHere, isSavingBattery };
        assert.equal(refusalToAsk(situation), undefined);
      },
    ),
  );
});
