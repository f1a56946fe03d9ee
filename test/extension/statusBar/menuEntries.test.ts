import assert from 'node:assert/strict';
import test from 'node:test';
import { createMenuEntries, type MenuState } from '../../../src/extension/statusBar/menuEntries.ts';

const plain: MenuState = {
  enabled: true,
  isSnoozed: false,
  language: { id: 'typescript', enabled: false },
  hasWorkspace: true,
};

function findLabel(situation: MenuState, command: string): string | undefined {
  return createMenuEntries(situation).find((entry) => entry.command === `tramontane.${command}`)
    ?.label;
}

test('the menu describes the effect of each switch', () => {
  assert.equal(findLabel(plain, 'toggleCompletions'), '$(circle-slash) Turn completions off');
  assert.equal(
    findLabel(plain, 'toggleCompletionsForLanguage'),
    '$(sparkle) Turn completions on for typescript',
  );
  assert.equal(
    findLabel(plain, 'toggleCompletionsForWorkspace'),
    '$(circle-slash) Turn completions off for this workspace',
  );
});

test('the menu has no switch for unavailable features', () => {
  const bare = { ...plain, language: undefined, hasWorkspace: false };
  assert.equal(findLabel(bare, 'toggleCompletionsForLanguage'), undefined);
  assert.equal(findLabel(bare, 'toggleCompletionsForWorkspace'), undefined);
});

test('the menu offers to snooze, and to resume while snoozed', () => {
  assert.ok(findLabel(plain, 'snoozeCompletions'));
  assert.equal(findLabel(plain, 'resumeCompletions'), undefined);
  const snoozed = { ...plain, isSnoozed: true };
  assert.equal(findLabel(snoozed, 'snoozeCompletions'), undefined);
  assert.ok(findLabel(snoozed, 'resumeCompletions'));
});
