import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CompletionDesk, textResult } from './completionDesk.ts';

/** Returns a desk that has shown `one();` at its cursor for `seenMs`. */
async function deskWith(
  test: ConstructorParameters<typeof CompletionDesk>[0],
  seenMs = 1000,
): Promise<CompletionDesk> {
  const desk = new CompletionDesk(test, 'let a;\n  |\n}');
  desk.answer = () => textResult('one();');
  assert.deepEqual(await desk.shown(), ['one();']);
  await desk.rest(seenMs);
  return desk;
}

function lastRejection(desk: CompletionDesk): unknown {
  const event = desk.decisions.decisions.flatMap(({ events }) => events).at(-1);
  return event?.kind === 'rejected' ? event.by : undefined;
}

describe('what becomes of ghost text', () => {
  it('is not offered again at its place once it was sent away, nor along it', async (test) => {
    const desk = await deskWith(test);
    desk.watch.dismissed();
    assert.equal(lastRejection(desk), 'dismissed');
    assert.deepEqual(desk.shownAtOnce(), []);
    desk.write('o');
    desk.answer = () => textResult('ne();');
    assert.deepEqual(await desk.shown(), []);
    assert.equal(desk.asked.length, 2);
    assert.deepEqual(desk.events[0], ['asked', 'withheld']);
  });

  it('is offered again when the person asks, or when the text around it changes', async (test) => {
    const desk = await deskWith(test);
    desk.watch.dismissed();
    await desk.completer.byCommand(async () => {
      assert.deepEqual(await desk.shown(true), ['one();']);
    });
    desk.watch.dismissed();
    desk.edit(0, 3, 'var');
    desk.move(9);
    assert.deepEqual(await desk.shown(), ['one();']);
  });

  it('is rejected when something else is written in its place', async (test) => {
    const desk = await deskWith(test);
    desk.write('x');
    assert.deepEqual(desk.events, [['asked', 'shown', 'rejected']]);
    desk.backspace();
    assert.deepEqual(desk.shownAtOnce(), []);
    assert.equal(desk.asked.length, 1);
  });

  it('is not accepted by who types it to its last letter, and may be corrected then', async (test) => {
    const desk = await deskWith(test);
    for (const key of 'one();') desk.write(key);
    assert.deepEqual(desk.events, [['asked', 'shown']]);
    desk.backspace();
    assert.deepEqual(desk.events, [['asked', 'shown']]);
    assert.deepEqual(desk.shownAtOnce(), [';']);
  });

  it('is not accepted by who types a pair of which the editor adds the second', async (test) => {
    const desk = new CompletionDesk(test, 'f|\n');
    desk.answer = () => textResult('()');
    await desk.shown();
    desk.write('(', ')');
    assert.deepEqual(desk.shownAtOnce(), [')']);
    assert.deepEqual(desk.events, [['asked', 'shown']]);
  });

  it('is not rejected by who types on before it was seen', async (test) => {
    const desk = new CompletionDesk(test, '|');
    desk.answer = () => textResult('one();');
    void desk.complete();
    await desk.rest(80);
    await desk.rest(249);
    desk.write('x');
    assert.deepEqual(desk.events, [['asked', 'shown']]);
    desk.backspace();
    assert.deepEqual(desk.shownAtOnce(), ['one();']);
  });

  it('is not rejected by moving away, by deleting, or by undoing something else', async (test) => {
    const desk = await deskWith(test);
    desk.move(0);
    desk.edit(0, 0, 'x');
    desk.backspace();
    desk.move(9);
    assert.deepEqual(desk.shownAtOnce(), ['one();']);
    await desk.rest(1000);
    desk.backspace();
    desk.undo(desk.cursor, 0, ' ');
    assert.deepEqual(desk.shownAtOnce(), ['one();']);
    assert.equal(desk.events.flat().includes('rejected'), false);
  });

  it('is not rejected by another entry of the suggest widget', async (test) => {
    const desk = new CompletionDesk(test, 'a.b|\n');
    desk.selected = { text: 'bar', start: 2 };
    desk.answer = () => textResult('();');
    await desk.shown();
    desk.edit(2, 1, 'baz');
    assert.equal(desk.events.flat().includes('rejected'), false);
  });

  it('is rejected when its acceptance is undone', async (test) => {
    const desk = await deskWith(test);
    desk.write('one();');
    assert.deepEqual(desk.events, [['asked', 'shown', 'accepted']]);
    desk.undo(9, 6, '');
    assert.deepEqual(desk.events, [['asked', 'shown', 'accepted', 'rejected']]);
    assert.deepEqual(desk.shownAtOnce(), []);
  });

  it('is rejected when all of what was accepted is deleted, and part of it asks for nothing', async (test) => {
    const desk = await deskWith(test);
    desk.write('one();');
    desk.backspace();
    assert.equal(desk.watch.lastEditOf('file:///src/cart.ts'), 'takenBack');
    assert.equal(desk.events.flat().includes('rejected'), false);
    desk.backspace(5);
    assert.deepEqual(desk.events[0], ['asked', 'shown', 'accepted', 'rejected']);
    desk.write('x');
    assert.equal(desk.watch.lastEditOf('file:///src/cart.ts'), 'written');
  });

  for (const [how, takeBack] of [
    ['undone', (desk: CompletionDesk) => desk.undo(desk.cursor - 6, 6, '')],
    ['deleted', (desk: CompletionDesk) => desk.backspace(6)],
  ] as const) {
    it(`is not rejected when what was accepted right behind it is ${how}`, async (test) => {
      const desk = await deskWith(test);
      desk.write('one();');
      desk.answer = () => textResult('two();');
      assert.deepEqual(await desk.shown(), ['two();']);
      desk.write('two();');
      takeBack(desk);
      assert.deepEqual(desk.events, [
        ['asked', 'shown', 'accepted', 'rejected'],
        ['asked', 'shown', 'accepted'],
      ]);
      assert.equal(desk.text, 'let a;\n  one();\n}');
      assert.deepEqual(desk.shownAtOnce(), []);
      desk.backspace(6);
      assert.deepEqual(desk.shownAtOnce(), ['one();']);
    });
  }

  it('is not regretted by who deletes it much later', async (test) => {
    const desk = await deskWith(test);
    desk.write('one();');
    await desk.rest(30_001);
    desk.backspace(6);
    assert.equal(desk.events.flat().includes('rejected'), false);
    assert.equal(desk.watch.lastEditOf('file:///src/cart.ts'), 'written');
  });

  it('is written down once when VS Code says, too, that it was accepted', async (test) => {
    const desk = new CompletionDesk(test, 'f(|)\n');
    desk.answer = () => textResult('a) + 1', 1);
    const ghosts = desk.complete();
    await desk.rest(80);
    const [ghost] = await ghosts;
    assert.ok(ghost);
    desk.accept(ghost);
    assert.equal(desk.text, 'f(a) + 1\n');
    assert.deepEqual(desk.events, [['asked', 'shown', 'accepted']]);
    assert.equal(desk.watch.isJustAccepted('file:///src/cart.ts'), true);
    desk.write(';');
    assert.equal(desk.watch.isJustAccepted('file:///src/cart.ts'), false);
  });

  it('is accepted as a whole behind an entry whose letters are others', async (test) => {
    const desk = new CompletionDesk(test, 'a.BR|\n');
    desk.selected = { text: 'bar', start: 2 };
    desk.answer = () => textResult('();');
    const ghosts = desk.complete();
    await desk.rest(80);
    const [ghost] = await ghosts;
    assert.ok(ghost);
    desk.accept(ghost);
    assert.equal(desk.text, 'a.bar();\n');
    assert.deepEqual(desk.events, [['asked', 'shown', 'accepted']]);
  });

  it('makes the wait longer by rejections, a little by writing on, and shorter by acceptances', async (test) => {
    const rejecting = await deskWith(test);
    const wait = (desk: CompletionDesk) =>
      desk.delay.delayMs({ startMs: 80, nowMs: Date.now(), isAwaited: false });
    rejecting.watch.dismissed();
    assert.equal(wait(rejecting), 120);
    test.mock.timers.reset();
    const passing = await deskWith(test);
    passing.write('x');
    assert.equal(wait(passing), 88);
    test.mock.timers.reset();
    const accepting = await deskWith(test);
    accepting.write('one();');
    assert.equal(wait(accepting), 64);
  });

  it('listens to nothing once it was disposed of', async (test) => {
    const desk = await deskWith(test);
    desk.watch.dispose();
    desk.write('x');
    assert.deepEqual(desk.events, [['asked', 'shown']]);
  });
});
