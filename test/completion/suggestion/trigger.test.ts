import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { TriggerRule } from '../../../src/completion/outcome.ts';
import {
  isDisabledOrSnoozed,
  findKeystrokeRule,
  findRequestRule,
  type RequestConditions,
  type KeystrokeConditions,
  type LastEdit,
  type DisabledScope,
} from '../../../src/completion/suggestion/trigger.ts';

const plain: KeystrokeConditions = {
  disabledScope: undefined,
  isSnoozed: false,
  invoked: false,
  after: '',
  cursors: 1,
  hasSelection: false,
};

const cases: readonly (readonly [string, Partial<KeystrokeConditions>, string | undefined])[] = [
  ['a keystroke at the line end is answered', {}, undefined],
  ['a keystroke before a bracket is answered', { after: ')' }, undefined],
  ['a keystroke within a word is not answered', { after: 'ord' }, 'withinWord'],
  ['a keystroke before a blank and a word is answered', { after: ' word' }, undefined],
  ['a word is one in any script', { after: 'été' }, 'withinWord'],
  ['the user can invoke a completion within a word', { after: 'ord', invoked: true }, undefined],
  ['turned off, a keystroke is not answered', { disabledScope: 'all' }, 'disabled'],
  [
    'a language that is turned off has its own rule',
    { disabledScope: 'language' },
    'disabledForLanguage',
  ],
  [
    'a workspace that is turned off has its own rule',
    { disabledScope: 'workspace' },
    'disabledForWorkspace',
  ],
  [
    'documents of some kinds complete on request only',
    { disabledScope: 'kind' },
    'disabledForKind',
  ],
  ['snoozed, a keystroke is not answered', { isSnoozed: true }, 'snoozed'],
  ['a selection shows no ghost text', { hasSelection: true, invoked: true }, 'selection'],
  ['several cursors show no ghost text', { cursors: 2, invoked: true }, 'multipleCursors'],
];

for (const [name, difference, refusal] of cases) {
  test(name, () => {
    assert.equal(findKeystrokeRule({ ...plain, ...difference }), refusal);
  });
}

test('the settings and a snooze are switches, other reasons are not', () => {
  const switches: readonly TriggerRule[] = [
    ...([
      'disabled',
      'disabledForLanguage',
      'disabledForWorkspace',
      'disabledForKind',
      'snoozed',
    ] as const),
  ];
  const others: readonly TriggerRule[] = [
    ...(['multipleCursors', 'selection', 'withinWord', 'afterUndo', 'afterRedo'] as const),
    ...(['afterDeletion', 'rejectedHere', 'onBattery'] as const),
  ];
  assert.deepEqual(switches.filter(isDisabledOrSnoozed), switches);
  assert.deepEqual(others.filter(isDisabledOrSnoozed), []);
});

test('an invoked request is refused only where nothing could be shown', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<DisabledScope | undefined>(undefined, 'all', 'language', 'workspace'),
      fc.boolean(),
      fc.string(),
      fc.nat({ max: 3 }),
      (disabledScope, isSnoozed, after, more) => {
        const invoked = { invoked: true, disabledScope, isSnoozed, after, hasSelection: false };
        const refusal = findKeystrokeRule({ ...invoked, cursors: 1 + more });
        assert.equal(refusal, more > 0 ? 'multipleCursors' : undefined);
      },
    ),
  );
});

const requestConditions: RequestConditions = {
  invoked: false,
  lastEdit: 'typed',
  isRejectedHere: false,
  isSavingBattery: false,
};

const requestCases: readonly (readonly [string, Partial<RequestConditions>, string | undefined])[] =
  [
    ['typing sends a request', {}, undefined],
    ['undo sends no request', { lastEdit: 'undone' }, 'afterUndo'],
    ['redo sends no request', { lastEdit: 'redone' }, 'afterRedo'],
    ['deleting accepted text sends no request', { lastEdit: 'deleted' }, 'afterDeletion'],
    [
      'a position where a text was rejected sends no request',
      { isRejectedHere: true },
      'rejectedHere',
    ],
    ['no request is sent while battery is saved', { isSavingBattery: true }, 'onBattery'],
  ];

for (const [name, difference, refusal] of requestCases) {
  test(name, () => {
    assert.equal(findRequestRule({ ...requestConditions, ...difference }), refusal);
  });
}

test('an invoked request always reaches the engine', () => {
  fc.assert(
    fc.property(
      fc.constantFrom<LastEdit>('typed', 'undone', 'redone', 'deleted'),
      fc.boolean(),
      fc.boolean(),
      (lastEdit, isRejectedHere, isSavingBattery) => {
        const situation = { invoked: true, lastEdit, isRejectedHere, isSavingBattery };
        assert.equal(findRequestRule(situation), undefined);
      },
    ),
  );
});
