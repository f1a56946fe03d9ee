import assert from 'node:assert/strict';
import test from 'node:test';
import { menuEntries, type MenuSituation } from '../../../src/extension/statusBar/menuEntries.ts';

const plain: MenuSituation = {
  enabled: true,
  isSnoozed: false,
  language: { id: 'typescript', enabled: false },
  hasWorkspace: true,
};

function labelOf(situation: MenuSituation, command: string): string | undefined {
  return menuEntries(situation).find((entry) => entry.command === `tramontane.${command}`)?.label;
}

test('the menu says what each switch would do', () => {
  assert.equal(labelOf(plain, 'toggleCompletions'), '$(circle-slash) Turn completions off');
  assert.equal(
    labelOf(plain, 'toggleCompletionsForLanguage'),
    '$(sparkle) Turn completions on for typescript',
  );
  assert.equal(
    labelOf(plain, 'toggleCompletionsForWorkspace'),
    '$(circle-slash) Turn completions off for this workspace',
  );
});

test('the menu offers no switch for what is not there', () => {
  const bare = { ...plain, language: undefined, hasWorkspace: false };
  assert.equal(labelOf(bare, 'toggleCompletionsForLanguage'), undefined);
  assert.equal(labelOf(bare, 'toggleCompletionsForWorkspace'), undefined);
});

test('the menu offers to snooze, and while snoozed to resume', () => {
  assert.ok(labelOf(plain, 'snoozeCompletions'));
  assert.equal(labelOf(plain, 'resumeCompletions'), undefined);
  const snoozed = { ...plain, isSnoozed: true };
  assert.equal(labelOf(snoozed, 'snoozeCompletions'), undefined);
  assert.ok(labelOf(snoozed, 'resumeCompletions'));
});
