import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { requestMetrics } from '../../support/requestMetrics.ts';
import { CompletionDesk, textResult } from './completionDesk.ts';

describe('the completer', () => {
  it('asks once the keyboard rests, with the place, and shows the answer', async (test) => {
    const desk = new CompletionDesk(test, 'a();\n  ret|\n}');
    desk.answer = () => textResult('urn a;');
    const ghosts = desk.complete();
    await desk.rest(79);
    assert.equal(desk.asked.length, 0);
    await desk.rest(1);
    assert.deepEqual(
      (await ghosts).map(({ text, start, end }) => [text, start, end]),
      [['urn a;', 5, 5]],
    );
    assert.deepEqual(desk.asked, [
      {
        textDocument: { uri: 'file:///src/cart.ts', version: 1 },
        position: { line: 1, character: 5 },
        lines: 'auto',
        maxTokens: 64,
        maxMs: 0,
      },
    ]);
    assert.deepEqual(desk.events, [['asked', 'shown']]);
  });

  it('asks for nothing while keys follow one another', async (test) => {
    const desk = new CompletionDesk(test, '|');
    for (const key of 'return') {
      desk.write(key);
      void desk.complete();
      await desk.rest(50);
    }
    assert.equal(desk.asked.length, 0);
    await desk.rest(1000);
    assert.equal(desk.asked.length, 1);
  });

  it('answers typing along at once, with the same text, and asks for nothing', async (test) => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom('a', 'b', ' ', '.', ';', 'é'), minLength: 2 }),
        async (text) => {
          test.mock.timers.reset();
          const desk = new CompletionDesk(test, 'x\n  |\n}');
          desk.answer = () => textResult(text);
          assert.deepEqual(await desk.shown(), [text]);
          for (let typed = 1; typed < text.length; typed++) {
            desk.write(text[typed - 1] ?? '');
            assert.deepEqual(desk.shownAtOnce(), [text.slice(typed)]);
          }
          assert.equal(desk.asked.length, 1);
          assert.deepEqual(desk.events, [['asked', 'shown']]);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('answers typing along at once where the editor closes brackets', async (test) => {
    const desk = new CompletionDesk(test, 'f|\n}');
    desk.answer = () => textResult('(a, [b]);');
    await desk.shown();
    desk.write('(', ')');
    const opened = desk.complete();
    assert.ok(!(opened instanceof Promise));
    assert.deepEqual(
      opened.map(({ text, start, end }) => [text, start, end]),
      [['a, [b]);', 2, 3]],
    );
    for (const key of 'a, ') desk.write(key);
    desk.write('[', ']');
    assert.deepEqual(desk.shownAtOnce(), ['b]);']);
    desk.write('b');
    desk.edit(desk.cursor, 1, ']');
    assert.deepEqual(desk.shownAtOnce(), [');']);
    assert.equal(desk.asked.length, 1);
    assert.deepEqual(desk.events, [['asked', 'shown']]);
  });

  it('answers Backspace, undo and coming back from what was suggested', async (test) => {
    const desk = new CompletionDesk(test, 'one\ntwo|\n');
    desk.answer = () => textResult('(three);');
    await desk.shown();
    desk.write('(');
    desk.write('t');
    desk.backspace();
    assert.deepEqual(desk.shownAtOnce(), ['three);']);
    desk.undo(desk.cursor - 1, 1, '');
    assert.deepEqual(desk.shownAtOnce(), ['(three);']);
    desk.move(0);
    desk.move(7);
    assert.deepEqual(desk.shownAtOnce(), ['(three);']);
    assert.equal(desk.asked.length, 1);
  });

  it('shows the rest after a word or a line was accepted, without asking', async (test) => {
    const desk = new CompletionDesk(test, '|');
    desk.answer = () => textResult('first(a);\nsecond(b);');
    await desk.shown();
    desk.write('first');
    assert.deepEqual(desk.shownAtOnce(), ['(a);\nsecond(b);']);
    desk.write('(a);\n');
    assert.deepEqual(desk.shownAtOnce(), ['second(b);']);
    assert.equal(desk.asked.length, 1);
    assert.deepEqual(desk.events, [['asked', 'shown', 'accepted', 'accepted']]);
  });

  it('does not wait after an acceptance, nor when the person asks', async (test) => {
    const desk = new CompletionDesk(test, '|');
    desk.answer = (before) => textResult(before === '' ? 'one;' : 'two;');
    const [ghost] = await Promise.all([desk.complete(), desk.rest(80)]).then(([ghosts]) => ghosts);
    assert.ok(ghost);
    desk.accept(ghost);
    void desk.complete();
    await desk.rest(0);
    assert.equal(desk.asked.length, 2);
    assert.deepEqual(desk.events[1], ['asked', 'shown', 'accepted']);
    desk.write(' ');
    void desk.completer.byCommand(() => Promise.resolve(desk.complete(true)));
    await desk.rest(0);
    assert.equal(desk.asked.length, 3);
  });

  it('never waits where the setting says so', async (test) => {
    const desk = new CompletionDesk(test, '|');
    desk.settings = { ...desk.settings, debounceMs: 0 };
    void desk.complete();
    await desk.rest(0);
    assert.equal(desk.asked.length, 1);
  });

  it('goes on behind the entry that is selected in the suggest widget', async (test) => {
    const desk = new CompletionDesk(test, 'cart.to|)\n');
    desk.selected = { text: 'total', start: 5 };
    desk.answer = () => textResult('(a)', 1);
    const ghosts = desk.complete();
    await desk.rest(80);
    const [ghost] = await ghosts;
    assert.deepEqual([ghost?.text, ghost?.start, ghost?.end], ['total(a)', 5, 8]);
    assert.deepEqual(desk.asked[0]?.selected, { text: 'total', start: 5 });

    // The user accepts the entry alone: the suggestion after it stays.
    desk.selected = undefined;
    desk.edit(5, 2, 'total');
    assert.deepEqual(desk.shownAtOnce(), ['(a)']);
    assert.equal(desk.asked.length, 1);
    assert.deepEqual(desk.events, [['asked', 'shown']]);
  });

  it('shows what stood there already behind an entry that goes along, without asking', async (test) => {
    const desk = new CompletionDesk(test, 'cart.|\n');
    desk.answer = () => textResult('total(a)');
    await desk.shown();
    desk.write('t');
    desk.selected = { text: 'total', start: 5 };
    assert.deepEqual(desk.shownAtOnce(), ['total(a)']);
    desk.selected = { text: 'toString', start: 5 };
    assert.equal(desk.shownAtOnce(), undefined);
  });

  it("asks for all that the model has to say on Tramontane's own command, and for no alternatives", async (test) => {
    const desk = new CompletionDesk(test, '|');
    desk.answer = () => textResult('one();');
    await desk.shown();
    const invoke = async () => {
      let ghosts: unknown;
      await desk.completer.byCommand(() => Promise.resolve((ghosts = desk.complete(true))));
      return (await ghosts) as readonly unknown[];
    };
    assert.equal((await invoke()).length, 1);
    assert.deepEqual(desk.asked.at(-1)?.rulesOff, ['confidence', 'shakyTail', 'suffixGate']);
    const asked = desk.asked.length;
    assert.equal((await invoke()).length, 1);
    assert.equal(desk.asked.length, asked, 'all of it is known now');
    assert.equal(desk.askedToCycle.length, 0);
  });

  it('answers what VS Code asks by itself from what is known while the command runs', async (test) => {
    const desk = new CompletionDesk(test, '|');
    desk.answer = () => textResult('one();');
    await desk.shown();
    await desk.completer.byCommand(() => {
      desk.write('o');
      assert.deepEqual(desk.shownAtOnce(), ['ne();']);
      return Promise.resolve();
    });
    assert.equal(desk.asked.length, 1);
  });

  it('is silent where it was snoozed, turned off, or nothing could be shown', (test) => {
    const desk = new CompletionDesk(test, 'a|b');
    const refused = (difference: Partial<CompletionDesk>) => {
      Object.assign(desk, { ...plain, ...difference });
      assert.deepEqual(desk.shownAtOnce(), []);
      const [event] = desk.decisions.decisions[0]?.events ?? [];
      return event?.kind === 'refused' && event.rule;
    };
    const { settings } = desk;
    const plain = { settings, isSnoozed: false, cursors: 1, hasSelection: false };
    assert.equal(refused({}), 'withinWord');
    assert.equal(refused({ isSnoozed: true }), 'snoozed');
    assert.equal(refused({ settings: { ...settings, offFor: 'language' } }), 'languageOff');
    assert.equal(refused({ cursors: 2 }), 'severalCursors');
    assert.equal(refused({ hasSelection: true }), 'selection');
    assert.equal(desk.asked.length, 0);
  });

  it('forgives no rejection where it refuses, as with several cursors', async (test) => {
    const desk = new CompletionDesk(test, '|');
    desk.answer = () => textResult('one();');
    await desk.shown();
    desk.watch.dismissed();
    desk.cursors = 2;
    assert.deepEqual(await desk.shown(true), []);
    desk.cursors = 1;
    assert.deepEqual(desk.shownAtOnce(), []);
    assert.equal(desk.asked.length, 1);
  });

  it('leaves what was asked for expressly while it is typed along, also where none come by themselves', async (test) => {
    const desk = new CompletionDesk(test, '|');
    desk.settings = { ...desk.settings, offFor: 'all' };
    desk.answer = () => textResult('one();');
    assert.deepEqual(await desk.shown(true), ['one();']);
    desk.write('o');
    assert.deepEqual(desk.shownAtOnce(), ['ne();']);
    desk.isSnoozed = true;
    desk.write('n');
    assert.deepEqual(desk.shownAtOnce(), ['e();']);
    // A suggestion that is no longer shown doesn't reappear automatically.
    desk.move(0);
    desk.move(2);
    assert.deepEqual(desk.shownAtOnce(), []);
    assert.equal(desk.asked.length, 1);
  });

  it('spares the battery only where that is set, and shows what is known all the same', async (test) => {
    const desk = new CompletionDesk(test, '|');
    desk.answer = () => textResult('one();');
    desk.isOnBattery = true;
    await desk.shown();
    assert.equal(desk.asked.length, 1);
    desk.settings = { ...desk.settings, quietOnBattery: true };
    desk.write('o');
    assert.deepEqual(desk.shownAtOnce(), ['ne();']);
    desk.write('x');
    assert.deepEqual(desk.shownAtOnce(), []);
    assert.equal(desk.asked.length, 1);
  });

  it('asks for nothing after undo and redo', (test) => {
    const desk = new CompletionDesk(test, 'one |');
    desk.undo(3, 1, '');
    assert.deepEqual(desk.shownAtOnce(), []);
    desk.edit(3, 0, ' ', 2);
    assert.deepEqual(desk.shownAtOnce(), []);
    desk.write('x');
    assert.equal(desk.shownAtOnce(), undefined);
  });

  it('tells why there is nothing, and what was dropped', async (test) => {
    const desk = new CompletionDesk(test, '|');
    const metrics = requestMetrics({ totalMs: 30 });
    const dropped = { rule: 'suffixOverlap', text: '}' } as const;
    desk.answer = () => ({
      ...{ kind: 'nothing', reason: 'repeatsSuffix', metrics },
      writing: { raw: '}', confidence: null, dropped },
    });
    assert.deepEqual(await desk.shown(), []);
    const [decision] = desk.decisions.decisions;
    assert.deepEqual(decision?.events.at(-1), { kind: 'dropped', ...dropped });
    assert.equal(decision.cost?.totalMs, 30);

    desk.write('x');
    desk.answer = () => ({ kind: 'nothing', reason: 'noModel', metrics });
    await desk.shown();
    assert.deepEqual(desk.events[0], ['asked', 'nothing']);
  });

  it('keeps an answer that came too late for the next key', async (test) => {
    const desk = new CompletionDesk(test, '|');
    let answer: (result: ReturnType<typeof textResult>) => void = () => undefined;
    desk.answer = () => new Promise((resolve) => (answer = resolve));
    const ghosts = desk.complete();
    await desk.rest(80);
    desk.write('o');
    answer(textResult('one();'));
    assert.deepEqual(await ghosts, []);
    assert.deepEqual(desk.events[0], ['asked', 'cancelled']);
    assert.deepEqual(desk.shownAtOnce(), ['ne();']);
  });

  it('shows nothing and writes down why when the engine fails', async (test) => {
    const desk = new CompletionDesk(test, '|');
    desk.answer = () => Promise.reject(new Error('The engine ended.'));
    assert.deepEqual(await desk.shown(), []);
    assert.deepEqual(desk.events, [['asked', 'failed']]);
    assert.deepEqual(desk.log, ['No completion: The engine ended.']);
  });

  it('forgets all suggestions when the model changes', async (test) => {
    const desk = new CompletionDesk(test, '|');
    desk.answer = () => textResult('one();');
    await desk.shown();
    desk.completer.forget();
    assert.equal(desk.shownAtOnce(), undefined);
  });
});
