import assert from 'node:assert/strict';
import test from 'node:test';
import { makeWork } from '../../support/windowWork.ts';
import { apply, makeLayout, makeWindow, prompt } from './kvWindowFixture.ts';

test('each patch is counted until the window has none', async () => {
  const window = makeWindow();
  await apply(window, prompt);
  let edited = prompt;
  for (let patch = 1; patch <= 3; patch++) {
    edited = [...edited.slice(0, 5), patch, ...edited.slice(5)];
    await apply(window, edited, { mode: 'patched' });
    assert.equal(window.origins.patches, patch);
  }
  await apply(window, [...prompt.slice(0, 5), 50, 51]);
  assert.equal(window.origins.patches, 0);
});

test('an interrupted patch counts once, however often it is interrupted', async () => {
  const window = makeWindow();
  await apply(window, prompt);
  const inserted = Array.from({ length: 30 }, (_, index) => 300 + index);
  const layout = makeLayout([...prompt.slice(0, 10), ...inserted, ...prompt.slice(10)]);
  let turns = 1;
  while (!(await window.apply(window.plan(layout, 'patched'), makeWork(2)))) turns++;
  assert.ok(turns > 3, `${turns} turns`);
  assert.equal(window.origins.patches, 1);
});

test('a patch during a move to another place is a separate patch', async () => {
  const window = makeWindow();
  await apply(window, prompt);
  const edited = [...prompt.slice(0, 10), 1, 2, 3, 4, 5, 6, 7, 8, ...prompt.slice(10)];
  await window.apply(window.plan(makeLayout(edited), 'patched'), makeWork(1));
  await window.apply(window.plan(makeLayout(edited, { anchor: 9 }), 'patched'), makeWork(2));
  assert.equal(window.origins.patches, 2);
});

test('text that changes during an interrupted patch is a separate patch', async () => {
  const window = makeWindow();
  await apply(window, prompt);
  const edited = [...prompt.slice(0, 40), ...[1, 2, 3, 4, 5, 6, 7, 8], ...prompt.slice(40)];
  await window.apply(window.plan(makeLayout(edited), 'patched'), makeWork(1));
  const typed = [...edited, 9];
  await window.apply(window.plan(makeLayout(typed), 'patched'), makeWork(1));
  assert.equal(window.origins.patches, 1);
  const changed = [...typed.slice(0, 20), 10, ...typed.slice(20)];
  await window.apply(window.plan(makeLayout(changed), 'patched'), makeWork());
  assert.equal(window.origins.patches, 2);
});
