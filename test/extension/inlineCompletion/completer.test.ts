import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createRequestMetrics } from '../../support/requestMetrics.ts';
import { CompletionHarness, createTextResult } from './completionDesk.ts';

describe('the completer', () => {
  it('requests a completion when typing pauses, with the position, and shows the answer', async (test) => {
    const desk = new CompletionHarness(test, 'a();\n  ret|\n}');
    desk.answer = () => createTextResult('urn a;');
    const ghosts = desk.complete();
    await desk.advanceTime(79);
    assert.equal(desk.requests.length, 0);
    await desk.advanceTime(1);
    assert.deepEqual(
      (await ghosts).map(({ text, start, end }) => [text, start, end]),
      [['urn a;', 5, 5]],
    );
    assert.deepEqual(desk.requests, [
      {
        textDocument: { uri: 'file:///src/cart.ts', version: 1 },
        position: { line: 1, character: 5 },
        lines: 'auto',
        maxTokens: 64,
        trigger: 'automatic',
        maxMs: 0,
      },
    ]);
    assert.deepEqual(desk.events, [['requested', 'shown']]);
  });

  it('sends no requests while keys follow each other', async (test) => {
    const desk = new CompletionHarness(test, '|');
    for (const key of 'return') {
      desk.typeText(key);
      void desk.complete();
      await desk.advanceTime(50);
    }
    assert.equal(desk.requests.length, 0);
    await desk.advanceTime(1000);
    assert.equal(desk.requests.length, 1);
  });

  it('answers typing of a suggestion at once, with the same text and without a request', async (test) => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom('a', 'b', ' ', '.', ';', 'é'), minLength: 2 }),
        async (text) => {
          test.mock.timers.reset();
          const desk = new CompletionHarness(test, 'x\n  |\n}');
          desk.answer = () => createTextResult(text);
          assert.deepEqual(await desk.requestTexts(), [text]);
          for (let typed = 1; typed < text.length; typed++) {
            desk.typeText(text[typed - 1] ?? '');
            assert.deepEqual(desk.requestCachedTexts(), [text.slice(typed)]);
          }
          assert.equal(desk.requests.length, 1);
          assert.deepEqual(desk.events, [['requested', 'shown']]);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('answers typing at once where the editor closes brackets', async (test) => {
    const desk = new CompletionHarness(test, 'f|\n}');
    desk.answer = () => createTextResult('(a, [b]);');
    await desk.requestTexts();
    desk.typeText('(', ')');
    const opened = desk.complete();
    assert.ok(!(opened instanceof Promise));
    assert.deepEqual(
      opened.map(({ text, start, end }) => [text, start, end]),
      [['a, [b]);', 2, 3]],
    );
    for (const key of 'a, ') desk.typeText(key);
    desk.typeText('[', ']');
    assert.deepEqual(desk.requestCachedTexts(), ['b]);']);
    desk.typeText('b');
    desk.edit(desk.cursor, 1, ']');
    assert.deepEqual(desk.requestCachedTexts(), [');']);
    assert.equal(desk.requests.length, 1);
    assert.deepEqual(desk.events, [['requested', 'shown']]);
  });

  it('answers Backspace, undo and a return to the suggestion from the cache', async (test) => {
    const desk = new CompletionHarness(test, 'one\ntwo|\n');
    desk.answer = () => createTextResult('(three);');
    await desk.requestTexts();
    desk.typeText('(');
    desk.typeText('t');
    desk.backspace();
    assert.deepEqual(desk.requestCachedTexts(), ['three);']);
    desk.undo(desk.cursor - 1, 1, '');
    assert.deepEqual(desk.requestCachedTexts(), ['(three);']);
    desk.move(0);
    desk.move(7);
    assert.deepEqual(desk.requestCachedTexts(), ['(three);']);
    assert.equal(desk.requests.length, 1);
  });

  it('shows the rest after a word or a line is accepted, without a request', async (test) => {
    const desk = new CompletionHarness(test, '|');
    desk.answer = () => createTextResult('first(a);\nsecond(b);');
    await desk.requestTexts();
    desk.typeText('first');
    assert.deepEqual(desk.requestCachedTexts(), ['(a);\nsecond(b);']);
    desk.typeText('(a);\n');
    assert.deepEqual(desk.requestCachedTexts(), ['second(b);']);
    assert.equal(desk.requests.length, 1);
    assert.deepEqual(desk.events, [['requested', 'shown', 'accepted', 'accepted']]);
  });

  it('does not wait after an acceptance, nor for an invoked request', async (test) => {
    const desk = new CompletionHarness(test, '|');
    desk.answer = (before) => createTextResult(before === '' ? 'one;' : 'two;');
    const [ghost] = await Promise.all([desk.complete(), desk.advanceTime(80)]).then(
      ([ghosts]) => ghosts,
    );
    assert.ok(ghost);
    desk.accept(ghost);
    void desk.complete();
    await desk.advanceTime(0);
    assert.equal(desk.requests.length, 2);
    assert.deepEqual(desk.events[1], ['requested', 'shown', 'accepted']);
    desk.typeText(' ');
    void desk.completer.runTriggerCommand(() => Promise.resolve(desk.complete(true)));
    await desk.advanceTime(0);
    assert.equal(desk.requests.length, 3);
  });

  it('never waits if the setting is 0', async (test) => {
    const desk = new CompletionHarness(test, '|');
    desk.settings = { ...desk.settings, debounceMs: 0 };
    void desk.complete();
    await desk.advanceTime(0);
    assert.equal(desk.requests.length, 1);
  });

  it('continues the entry that is selected in the suggest widget', async (test) => {
    const desk = new CompletionHarness(test, 'cart.to|)\n');
    desk.selected = { text: 'total', start: 5 };
    desk.answer = () => createTextResult('(a)', 1);
    const ghosts = desk.complete();
    await desk.advanceTime(80);
    const [ghost] = await ghosts;
    assert.deepEqual([ghost?.text, ghost?.start, ghost?.end], ['total(a)', 5, 8]);
    assert.deepEqual(desk.requests[0]?.selectedCompletion, { text: 'total', start: 5 });

    // The user accepts the entry alone: the suggestion after it stays.
    desk.selected = undefined;
    desk.edit(5, 2, 'total');
    assert.deepEqual(desk.requestCachedTexts(), ['(a)']);
    assert.equal(desk.requests.length, 1);
    assert.deepEqual(desk.events, [['requested', 'shown']]);
  });

  it('shows the cached text after a matching entry, without a request', async (test) => {
    const desk = new CompletionHarness(test, 'cart.|\n');
    desk.answer = () => createTextResult('total(a)');
    await desk.requestTexts();
    desk.typeText('t');
    desk.selected = { text: 'total', start: 5 };
    assert.deepEqual(desk.requestCachedTexts(), ['total(a)']);
    desk.selected = { text: 'toString', start: 5 };
    assert.equal(desk.requestCachedTexts(), undefined);
  });

  it("requests the unfiltered text for Tramontane's own command, without alternatives", async (test) => {
    const desk = new CompletionHarness(test, '|');
    desk.answer = () => createTextResult('one();');
    await desk.requestTexts();
    const invoke = async () => {
      let ghosts: unknown;
      await desk.completer.runTriggerCommand(() => Promise.resolve((ghosts = desk.complete(true))));
      return (await ghosts) as readonly unknown[];
    };
    assert.equal((await invoke()).length, 1);
    assert.equal(desk.requests.at(-1)?.trigger, 'invoked');
    const requestCount = desk.requests.length;
    assert.equal((await invoke()).length, 1);
    assert.equal(desk.requests.length, requestCount, 'all of it is known now');
    assert.equal(desk.alternativesRequests.length, 0);
  });

  it('answers automatic requests of VS Code from the cache while the command runs', async (test) => {
    const desk = new CompletionHarness(test, '|');
    desk.answer = () => createTextResult('one();');
    await desk.requestTexts();
    await desk.completer.runTriggerCommand(() => {
      desk.typeText('o');
      assert.deepEqual(desk.requestCachedTexts(), ['ne();']);
      return Promise.resolve();
    });
    assert.equal(desk.requests.length, 1);
  });

  it('shows nothing while snoozed or turned off, or where nothing can be shown', (test) => {
    const desk = new CompletionHarness(test, 'a|b');
    const isRefused = (overrides: Partial<CompletionHarness>) => {
      Object.assign(desk, { ...plain, ...overrides });
      assert.deepEqual(desk.requestCachedTexts(), []);
      const [event] = desk.decisions.decisions[0]?.events ?? [];
      return event?.kind === 'outcome' && event.outcome.rule;
    };
    const { settings } = desk;
    const plain = { settings, isSnoozed: false, cursors: 1, hasSelection: false };
    assert.equal(isRefused({}), 'withinWord');
    assert.equal(isRefused({ isSnoozed: true }), 'snoozed');
    assert.equal(
      isRefused({ settings: { ...settings, disabledScope: 'language' } }),
      'disabledForLanguage',
    );
    assert.equal(isRefused({ cursors: 2 }), 'multipleCursors');
    assert.equal(isRefused({ hasSelection: true }), 'selection');
    assert.equal(desk.requests.length, 0);
  });

  it('keeps rejections when it refuses a request, as with several cursors', async (test) => {
    const desk = new CompletionHarness(test, '|');
    desk.answer = () => createTextResult('one();');
    await desk.requestTexts();
    desk.watch.recordDismissal();
    desk.cursors = 2;
    assert.deepEqual(await desk.requestTexts(true), []);
    desk.cursors = 1;
    assert.deepEqual(desk.requestCachedTexts(), []);
    assert.equal(desk.requests.length, 1);
  });

  it('keeps an invoked suggestion while it is typed, even without automatic completions', async (test) => {
    const desk = new CompletionHarness(test, '|');
    desk.settings = { ...desk.settings, disabledScope: 'all' };
    desk.answer = () => createTextResult('one();');
    assert.deepEqual(await desk.requestTexts(true), ['one();']);
    desk.typeText('o');
    assert.deepEqual(desk.requestCachedTexts(), ['ne();']);
    desk.isSnoozed = true;
    desk.typeText('n');
    assert.deepEqual(desk.requestCachedTexts(), ['e();']);
    // A suggestion that is no longer shown doesn't reappear automatically.
    desk.move(0);
    desk.move(2);
    assert.deepEqual(desk.requestCachedTexts(), []);
    assert.equal(desk.requests.length, 1);
  });

  it('saves battery only if the setting says so, and still shows cached suggestions', async (test) => {
    const desk = new CompletionHarness(test, '|');
    desk.answer = () => createTextResult('one();');
    desk.isOnBattery = true;
    await desk.requestTexts();
    assert.equal(desk.requests.length, 1);
    desk.settings = { ...desk.settings, quietOnBattery: true };
    desk.typeText('o');
    assert.deepEqual(desk.requestCachedTexts(), ['ne();']);
    desk.typeText('x');
    assert.deepEqual(desk.requestCachedTexts(), []);
    assert.equal(desk.requests.length, 1);
  });

  it('sends no requests after undo and redo', (test) => {
    const desk = new CompletionHarness(test, 'one |');
    desk.undo(3, 1, '');
    assert.deepEqual(desk.requestCachedTexts(), []);
    desk.edit(3, 0, ' ', 2);
    assert.deepEqual(desk.requestCachedTexts(), []);
    desk.typeText('x');
    assert.equal(desk.requestCachedTexts(), undefined);
  });

  it('records why there is no suggestion, and the discarded text', async (test) => {
    const desk = new CompletionHarness(test, '|');
    const metrics = createRequestMetrics({ totalMs: 30 });
    const outcome = { stage: 'filter', rule: 'suffixOverlap', text: '}' } as const;
    desk.answer = () => ({
      ...{ kind: 'nothing', outcome, metrics },
      generationReport: { raw: '}', confidence: null },
    });
    assert.deepEqual(await desk.requestTexts(), []);
    const [decision] = desk.decisions.decisions;
    assert.deepEqual(decision?.events.at(-1), { kind: 'outcome', outcome });
    assert.equal(decision.cost?.totalMs, 30);

    desk.typeText('x');
    desk.answer = () => ({
      kind: 'nothing',
      outcome: { stage: 'request', rule: 'noModel' },
      metrics,
    });
    await desk.requestTexts();
    assert.deepEqual(desk.events[0], ['requested', 'noModel']);
  });

  it('keeps a late answer for the next key', async (test) => {
    const desk = new CompletionHarness(test, '|');
    let answer: (result: ReturnType<typeof createTextResult>) => void = () => undefined;
    desk.answer = () => new Promise((resolve) => (answer = resolve));
    const ghosts = desk.complete();
    await desk.advanceTime(80);
    desk.typeText('o');
    answer(createTextResult('one();'));
    assert.deepEqual(await ghosts, []);
    assert.deepEqual(desk.events[0], ['requested', 'cancelled']);
    assert.deepEqual(desk.requestCachedTexts(), ['ne();']);
  });

  it('shows nothing and logs the reason when the engine fails', async (test) => {
    const desk = new CompletionHarness(test, '|');
    desk.answer = () => Promise.reject(new Error('The engine ended.'));
    assert.deepEqual(await desk.requestTexts(), []);
    assert.deepEqual(desk.events, [['requested', 'failed']]);
    assert.deepEqual(desk.log, ['No completion: The engine ended.']);
  });

  it('removes all suggestions when the model changes', async (test) => {
    const desk = new CompletionHarness(test, '|');
    desk.answer = () => createTextResult('one();');
    await desk.requestTexts();
    desk.completer.clearSuggestions();
    assert.equal(desk.requestCachedTexts(), undefined);
  });
});
