import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CompletionHarness, createTextResult } from './completionDesk.ts';

/** Returns a desk that has shown `one();` at its cursor for `seenMs`. */
async function createHarness(
  test: ConstructorParameters<typeof CompletionHarness>[0],
  seenMs = 1000,
): Promise<CompletionHarness> {
  const desk = new CompletionHarness(test, 'let a;\n  |\n}');
  desk.answer = () => createTextResult('one();');
  assert.deepEqual(await desk.requestTexts(), ['one();']);
  await desk.advanceTime(seenMs);
  return desk;
}

function findLastRejection(desk: CompletionHarness): unknown {
  const event = desk.decisions.decisions.flatMap(({ events }) => events).at(-1);
  return event?.kind === 'outcome' && event.outcome.stage === 'suggestion'
    ? event.outcome.rule
    : undefined;
}

describe('ghost text', () => {
  it('is not shown again after it was dismissed, at its position or while it is typed', async (test) => {
    const desk = await createHarness(test);
    desk.watch.recordDismissal();
    assert.equal(findLastRejection(desk), 'dismissed');
    assert.deepEqual(desk.requestCachedTexts(), []);
    desk.typeText('o');
    desk.answer = () => createTextResult('ne();');
    assert.deepEqual(await desk.requestTexts(), []);
    assert.equal(desk.requests.length, 2);
    assert.deepEqual(desk.events[0], ['requested', 'rejectedBefore']);
  });

  it('is shown again when the user invokes it, or when the text around it changes', async (test) => {
    const desk = await createHarness(test);
    desk.watch.recordDismissal();
    await desk.completer.runTriggerCommand(async () => {
      assert.deepEqual(await desk.requestTexts(true), ['one();']);
    });
    desk.watch.recordDismissal();
    desk.edit(0, 3, 'var');
    desk.move(9);
    assert.deepEqual(await desk.requestTexts(), ['one();']);
  });

  it('is rejected when something else is typed in its place', async (test) => {
    const desk = await createHarness(test);
    desk.typeText('x');
    assert.deepEqual(desk.events, [['requested', 'shown', 'rejected']]);
    desk.backspace();
    assert.deepEqual(desk.requestCachedTexts(), []);
    assert.equal(desk.requests.length, 1);
  });

  it('is not accepted by typing it to its last letter, and may be corrected then', async (test) => {
    const desk = await createHarness(test);
    for (const key of 'one();') desk.typeText(key);
    assert.deepEqual(desk.events, [['requested', 'shown']]);
    desk.backspace();
    assert.deepEqual(desk.events, [['requested', 'shown']]);
    assert.deepEqual(desk.requestCachedTexts(), [';']);
  });

  it('is not accepted by typing a pair of which the editor adds the second character', async (test) => {
    const desk = new CompletionHarness(test, 'f|\n');
    desk.answer = () => createTextResult('()');
    await desk.requestTexts();
    desk.typeText('(', ')');
    assert.deepEqual(desk.requestCachedTexts(), [')']);
    assert.deepEqual(desk.events, [['requested', 'shown']]);
  });

  it('is not rejected by typing on before it could be read', async (test) => {
    const desk = new CompletionHarness(test, '|');
    desk.answer = () => createTextResult('one();');
    void desk.complete();
    await desk.advanceTime(80);
    await desk.advanceTime(249);
    desk.typeText('x');
    assert.deepEqual(desk.events, [['requested', 'shown']]);
    desk.backspace();
    assert.deepEqual(desk.requestCachedTexts(), ['one();']);
  });

  it('is not rejected by moving the cursor, by deleting, or by undoing something else', async (test) => {
    const desk = await createHarness(test);
    desk.move(0);
    desk.edit(0, 0, 'x');
    desk.backspace();
    desk.move(9);
    assert.deepEqual(desk.requestCachedTexts(), ['one();']);
    await desk.advanceTime(1000);
    desk.backspace();
    desk.undo(desk.cursor, 0, ' ');
    assert.deepEqual(desk.requestCachedTexts(), ['one();']);
    assert.equal(desk.events.flat().includes('rejected'), false);
  });

  it('is not rejected by another entry of the suggest widget', async (test) => {
    const desk = new CompletionHarness(test, 'a.b|\n');
    desk.selected = { text: 'bar', start: 2 };
    desk.answer = () => createTextResult('();');
    await desk.requestTexts();
    desk.edit(2, 1, 'baz');
    assert.equal(desk.events.flat().includes('rejected'), false);
  });

  it('is rejected when its acceptance is undone', async (test) => {
    const desk = await createHarness(test);
    desk.typeText('one();');
    assert.deepEqual(desk.events, [['requested', 'shown', 'accepted']]);
    desk.undo(9, 6, '');
    assert.deepEqual(desk.events, [['requested', 'shown', 'accepted', 'rejected']]);
    assert.deepEqual(desk.requestCachedTexts(), []);
  });

  it('is rejected when all of the accepted text is deleted, but not when a part of it is', async (test) => {
    const desk = await createHarness(test);
    desk.typeText('one();');
    desk.backspace();
    assert.equal(desk.watch.getLastEditKind('file:///src/cart.ts'), 'deleted');
    assert.equal(desk.events.flat().includes('rejected'), false);
    desk.backspace(5);
    assert.deepEqual(desk.events[0], ['requested', 'shown', 'accepted', 'rejected']);
    desk.typeText('x');
    assert.equal(desk.watch.getLastEditKind('file:///src/cart.ts'), 'typed');
  });

  for (const [how, takeBack] of [
    ['undone', (desk: CompletionHarness) => desk.undo(desk.cursor - 6, 6, '')],
    ['deleted', (desk: CompletionHarness) => desk.backspace(6)],
  ] as const) {
    it(`is not rejected when the text accepted right after it is ${how}`, async (test) => {
      const desk = await createHarness(test);
      desk.typeText('one();');
      desk.answer = () => createTextResult('two();');
      assert.deepEqual(await desk.requestTexts(), ['two();']);
      desk.typeText('two();');
      takeBack(desk);
      assert.deepEqual(desk.events, [
        ['requested', 'shown', 'accepted', 'rejected'],
        ['requested', 'shown', 'accepted'],
      ]);
      assert.equal(desk.text, 'let a;\n  one();\n}');
      assert.deepEqual(desk.requestCachedTexts(), []);
      desk.backspace(6);
      assert.deepEqual(desk.requestCachedTexts(), ['one();']);
    });
  }

  it('is not rejected when it is deleted much later', async (test) => {
    const desk = await createHarness(test);
    desk.typeText('one();');
    await desk.advanceTime(30_001);
    desk.backspace(6);
    assert.equal(desk.events.flat().includes('rejected'), false);
    assert.equal(desk.watch.getLastEditKind('file:///src/cart.ts'), 'typed');
  });

  it('is recorded once when VS Code also reports its acceptance', async (test) => {
    const desk = new CompletionHarness(test, 'f(|)\n');
    desk.answer = () => createTextResult('a) + 1', 1);
    const ghosts = desk.complete();
    await desk.advanceTime(80);
    const [ghost] = await ghosts;
    assert.ok(ghost);
    desk.accept(ghost);
    assert.equal(desk.text, 'f(a) + 1\n');
    assert.deepEqual(desk.events, [['requested', 'shown', 'accepted']]);
    assert.equal(desk.watch.isJustAccepted('file:///src/cart.ts'), true);
    desk.typeText(';');
    assert.equal(desk.watch.isJustAccepted('file:///src/cart.ts'), false);
  });

  it('is accepted as a whole after an entry with different letters', async (test) => {
    const desk = new CompletionHarness(test, 'a.BR|\n');
    desk.selected = { text: 'bar', start: 2 };
    desk.answer = () => createTextResult('();');
    const ghosts = desk.complete();
    await desk.advanceTime(80);
    const [ghost] = await ghosts;
    assert.ok(ghost);
    desk.accept(ghost);
    assert.equal(desk.text, 'a.bar();\n');
    assert.deepEqual(desk.events, [['requested', 'shown', 'accepted']]);
  });

  it('increases the delay by rejections, slightly by typing on, and decreases it by acceptances', async (test) => {
    const rejecting = await createHarness(test);
    const getDelay = (desk: CompletionHarness) =>
      desk.delay.computeDelayMs({ baseDelayMs: 80, nowMs: Date.now(), isAwaited: false });
    rejecting.watch.recordDismissal();
    assert.equal(getDelay(rejecting), 120);
    test.mock.timers.reset();
    const passing = await createHarness(test);
    passing.typeText('x');
    assert.equal(getDelay(passing), 88);
    test.mock.timers.reset();
    const accepting = await createHarness(test);
    accepting.typeText('one();');
    assert.equal(getDelay(accepting), 64);
  });

  it('removes its listeners after disposal', async (test) => {
    const desk = await createHarness(test);
    desk.watch.dispose();
    desk.typeText('x');
    assert.deepEqual(desk.events, [['requested', 'shown']]);
  });
});
