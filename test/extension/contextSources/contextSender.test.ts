import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { ContextPiece } from '../../../src/completion/context/contextPiece.ts';
import type { ContextParams } from '../../../src/engine/protocol.ts';
import { ContextSender } from '../../../src/extension/contextSources/contextSender.ts';
import type { CursorLocation } from '../../../src/extension/contextSources/sources.ts';
import type { EngineStatus } from '../../../src/extension/engineHost/engineStatus.ts';
import { createModelSummary } from '../../support/modelSummary.ts';
import { FakeEmitter } from '../support/fakeEmitter.ts';

const ready: EngineStatus = { kind: 'ready', model: createModelSummary() };

function createFocus(name: string): CursorLocation {
  const uri = { scheme: 'file', fsPath: name, toString: () => `file://${name}` };
  const document = { uri, languageId: 'typescript', version: 1, getText: () => '' };
  return { document, offset: 0, line: 0, cellsAbove: [] };
}

/** A user with an engine, and gathered context. */
class SenderHarness {
  readonly sentParams: ContextParams[] = [];
  readonly failures: unknown[] = [];
  pieces: ContextPiece[] = [{ kind: 'similar', path: 'b.ts', text: 'one', reason: 'because' }];
  focus: CursorLocation | undefined = createFocus('/a.ts');
  settings = { enabled: true, share: 0.2 };
  rounds = 0;
  availablePieces: readonly ContextPiece[] = [];
  gather: (signal: AbortSignal) => Promise<readonly ContextPiece[]> = () =>
    Promise.resolve(this.pieces);
  readonly changed = new FakeEmitter<undefined>();
  readonly closed = new FakeEmitter<string>();
  readonly revoked = new FakeEmitter<undefined>();
  readonly statuses = new FakeEmitter<EngineStatus>();
  #status = ready;
  readonly sender: ContextSender;
  readonly #test: TestContext;

  constructor(test: TestContext) {
    test.mock.timers.enable({ apis: ['setTimeout'] });
    this.#test = test;
    const status = () => this.#status;
    this.sender = new ContextSender({
      getCursor: () => this.focus,
      getSettings: () => this.settings,
      getImmediatePieces: () => this.availablePieces,
      gather: (_focus, signal) => {
        this.rounds++;
        return this.gather(signal);
      },
      onDidChange: this.changed.event as never,
      onDidClose: this.closed.event,
      onDidRevoke: this.revoked.event as never,
      onFailure: (error) => this.failures.push(error),
      engine: {
        get status() {
          return status();
        },
        onDidChangeStatus: this.statuses.event,
        sendContext: (params) => this.sentParams.push(params),
      },
    });
  }

  get texts(): string[][] {
    return this.sentParams.map(({ pieces }) => pieces.map(({ text }) => text));
  }

  setEngineStatus(status: EngineStatus): void {
    this.#status = status;
    this.statuses.fire(status);
  }

  async advanceTime(ms = 400): Promise<void> {
    this.#test.mock.timers.tick(ms);
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
  }

  async changeAndWait(): Promise<void> {
    this.changed.fire(undefined);
    await this.advanceTime();
  }
}

describe('the sender of the context', () => {
  it('sends only changed context, when typing pauses', async (test) => {
    const desk = new SenderHarness(test);
    desk.changed.fire(undefined);
    await desk.advanceTime(300);
    desk.changed.fire(undefined);
    await desk.advanceTime(300);
    assert.equal(desk.rounds, 0);
    await desk.advanceTime(100);
    assert.deepEqual(desk.sentParams, [
      { textDocument: { uri: 'file:///a.ts' }, pieces: desk.pieces, maxShare: 0.2 },
    ]);
    await desk.changeAndWait();
    assert.equal(desk.rounds, 2);
    assert.equal(desk.sentParams.length, 1);
    desk.pieces = [];
    await desk.changeAndWait();
    assert.deepEqual(desk.texts, [['one'], []]);
  });

  it('sends available context at once, until the document has received its context', async (test) => {
    const desk = new SenderHarness(test);
    desk.availablePieces = [{ kind: 'cell', path: '', text: 'above', reason: 'because' }];
    desk.changed.fire(undefined);
    assert.deepEqual(desk.texts, [['above']]);
    await desk.advanceTime();
    assert.deepEqual(desk.texts, [['above'], ['one']]);
    desk.changed.fire(undefined);
    assert.equal(desk.sentParams.length, 2);
    desk.focus = createFocus('/b.ts');
    desk.changed.fire(undefined);
    assert.deepEqual(desk.texts[2], ['above']);
  });

  it('sends no available context when context is turned off', (test) => {
    const desk = new SenderHarness(test);
    desk.availablePieces = [{ kind: 'cell', path: '', text: 'above', reason: 'because' }];
    desk.settings = { enabled: false, share: 0.2 };
    desk.changed.fire(undefined);
    assert.deepEqual(desk.sentParams, []);
  });

  it('sends nothing of a round that was interrupted by an edit', async (test) => {
    const desk = new SenderHarness(test);
    desk.gather = (signal) => {
      desk.changed.fire(undefined);
      assert.ok(signal.aborted);
      return Promise.resolve(desk.pieces);
    };
    await desk.changeAndWait();
    assert.deepEqual(desk.sentParams, []);
    desk.gather = () => Promise.resolve(desk.pieces);
    await desk.advanceTime();
    assert.deepEqual(desk.texts, [['one']]);
  });

  it('gathers nothing if context is turned off, or has no room', async (test) => {
    const desk = new SenderHarness(test);
    desk.settings = { enabled: false, share: 0.2 };
    await desk.changeAndWait();
    desk.settings = { enabled: true, share: 0 };
    await desk.changeAndWait();
    assert.equal(desk.rounds, 0);
    assert.deepEqual(desk.sentParams, []);
  });

  it('withdraws the context of all documents at once when the rules change', async (test) => {
    const desk = new SenderHarness(test);
    await desk.changeAndWait();
    desk.focus = createFocus('/b.ts');
    await desk.changeAndWait();
    desk.sentParams.length = 0;
    desk.settings = { enabled: false, share: 0.2 };
    desk.revoked.fire(undefined);
    assert.deepEqual(
      desk.sentParams.map(({ textDocument, pieces }) => [textDocument.uri, pieces.length]),
      [
        ['file:///a.ts', 0],
        ['file:///b.ts', 0],
      ],
    );
  });

  it('sends everything again to a new engine, and nothing to one that is not ready', async (test) => {
    const desk = new SenderHarness(test);
    await desk.changeAndWait();
    desk.setEngineStatus({ kind: 'starting' });
    await desk.changeAndWait();
    assert.equal(desk.sentParams.length, 1);
    desk.setEngineStatus(ready);
    await desk.advanceTime();
    assert.equal(desk.sentParams.length, 2);
  });

  it('sends the context of a document again after it was closed and opened', async (test) => {
    const desk = new SenderHarness(test);
    await desk.changeAndWait();
    desk.closed.fire('file:///a.ts');
    await desk.changeAndWait();
    assert.equal(desk.sentParams.length, 2);
  });

  it('continues after a failure', async (test) => {
    const desk = new SenderHarness(test);
    desk.gather = () => Promise.reject(new Error('broken'));
    await desk.changeAndWait();
    assert.equal(desk.failures.length, 1);
    desk.gather = () => Promise.resolve(desk.pieces);
    await desk.changeAndWait();
    assert.equal(desk.sentParams.length, 1);
  });

  it('does nothing after disposal', async (test) => {
    const desk = new SenderHarness(test);
    desk.changed.fire(undefined);
    desk.sender.dispose();
    await desk.advanceTime();
    assert.equal(desk.rounds, 0);
    assert.equal(
      desk.changed.listenerCount + desk.closed.listenerCount + desk.statuses.listenerCount,
      0,
    );
  });
});
