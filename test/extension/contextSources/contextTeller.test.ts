import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { ContextPiece } from '../../../src/completion/context/contextPiece.ts';
import type { ContextParams } from '../../../src/engine/protocol.ts';
import { ContextTeller } from '../../../src/extension/contextSources/contextTeller.ts';
import type { Focus } from '../../../src/extension/contextSources/sources.ts';
import type { EngineStatus } from '../../../src/extension/engineHost/engineStatus.ts';
import { modelSummary } from '../../support/modelSummary.ts';
import { FakeEmitter } from '../support/fakeEmitter.ts';

const ready: EngineStatus = { kind: 'ready', model: modelSummary() };

function focusOn(name: string): Focus {
  const uri = { scheme: 'file', fsPath: name, toString: () => `file://${name}` };
  const document = { uri, languageId: 'typescript', version: 1, getText: () => '' };
  return { document, offset: 0, line: 0, cellsAbove: [] };
}

/** A user with an engine, and gathered context. */
class Desk {
  readonly told: ContextParams[] = [];
  readonly failures: unknown[] = [];
  pieces: ContextPiece[] = [{ kind: 'similar', path: 'b.ts', text: 'one', why: 'because' }];
  focus: Focus | undefined = focusOn('/a.ts');
  settings = { enabled: true, share: 0.2 };
  rounds = 0;
  atHand: readonly ContextPiece[] = [];
  gather: (signal: AbortSignal) => Promise<readonly ContextPiece[]> = () =>
    Promise.resolve(this.pieces);
  readonly changed = new FakeEmitter<undefined>();
  readonly closed = new FakeEmitter<string>();
  readonly revoked = new FakeEmitter<undefined>();
  readonly statuses = new FakeEmitter<EngineStatus>();
  #status = ready;
  readonly teller: ContextTeller;
  readonly #test: TestContext;

  constructor(test: TestContext) {
    test.mock.timers.enable({ apis: ['setTimeout'] });
    this.#test = test;
    const status = () => this.#status;
    this.teller = new ContextTeller({
      focus: () => this.focus,
      settings: () => this.settings,
      atHand: () => this.atHand,
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
        tellContext: (params) => this.told.push(params),
      },
    });
  }

  get texts(): string[][] {
    return this.told.map(({ pieces }) => pieces.map(({ text }) => text));
  }

  becomes(status: EngineStatus): void {
    this.#status = status;
    this.statuses.fire(status);
  }

  async rest(ms = 400): Promise<void> {
    this.#test.mock.timers.tick(ms);
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
  }

  async works(): Promise<void> {
    this.changed.fire(undefined);
    await this.rest();
  }
}

describe('the teller of the context', () => {
  it('tells once the person rests, and only what is new', async (test) => {
    const desk = new Desk(test);
    desk.changed.fire(undefined);
    await desk.rest(300);
    desk.changed.fire(undefined);
    await desk.rest(300);
    assert.equal(desk.rounds, 0);
    await desk.rest(100);
    assert.deepEqual(desk.told, [
      { textDocument: { uri: 'file:///a.ts' }, pieces: desk.pieces, share: 0.2 },
    ]);
    await desk.works();
    assert.equal(desk.rounds, 2);
    assert.equal(desk.told.length, 1);
    desk.pieces = [];
    await desk.works();
    assert.deepEqual(desk.texts, [['one'], []]);
  });

  it('tells what is at hand at once, until it has told of the document', async (test) => {
    const desk = new Desk(test);
    desk.atHand = [{ kind: 'cell', path: '', text: 'above', why: 'because' }];
    desk.changed.fire(undefined);
    assert.deepEqual(desk.texts, [['above']]);
    await desk.rest();
    assert.deepEqual(desk.texts, [['above'], ['one']]);
    desk.changed.fire(undefined);
    assert.equal(desk.told.length, 2);
    desk.focus = focusOn('/b.ts');
    desk.changed.fire(undefined);
    assert.deepEqual(desk.texts[2], ['above']);
  });

  it('tells nothing that is at hand where no context is wanted', (test) => {
    const desk = new Desk(test);
    desk.atHand = [{ kind: 'cell', path: '', text: 'above', why: 'because' }];
    desk.settings = { enabled: false, share: 0.2 };
    desk.changed.fire(undefined);
    assert.deepEqual(desk.told, []);
  });

  it('tells nothing of a round that an edit overtook', async (test) => {
    const desk = new Desk(test);
    desk.gather = (signal) => {
      desk.changed.fire(undefined);
      assert.ok(signal.aborted);
      return Promise.resolve(desk.pieces);
    };
    await desk.works();
    assert.deepEqual(desk.told, []);
    desk.gather = () => Promise.resolve(desk.pieces);
    await desk.rest();
    assert.deepEqual(desk.texts, [['one']]);
  });

  it('gathers nothing where it is turned off, or has no room', async (test) => {
    const desk = new Desk(test);
    desk.settings = { enabled: false, share: 0.2 };
    await desk.works();
    desk.settings = { enabled: true, share: 0 };
    await desk.works();
    assert.equal(desk.rounds, 0);
    assert.deepEqual(desk.told, []);
  });

  it('takes back at once what it told of any document when the rules change', async (test) => {
    const desk = new Desk(test);
    await desk.works();
    desk.focus = focusOn('/b.ts');
    await desk.works();
    desk.told.length = 0;
    desk.settings = { enabled: false, share: 0.2 };
    desk.revoked.fire(undefined);
    assert.deepEqual(
      desk.told.map(({ textDocument, pieces }) => [textDocument.uri, pieces.length]),
      [
        ['file:///a.ts', 0],
        ['file:///b.ts', 0],
      ],
    );
  });

  it('tells a new engine all again, and one that is not ready nothing', async (test) => {
    const desk = new Desk(test);
    await desk.works();
    desk.becomes({ kind: 'starting' });
    await desk.works();
    assert.equal(desk.told.length, 1);
    desk.becomes(ready);
    await desk.rest();
    assert.equal(desk.told.length, 2);
  });

  it('tells again of a document that was closed and opened', async (test) => {
    const desk = new Desk(test);
    await desk.works();
    desk.closed.fire('file:///a.ts');
    await desk.works();
    assert.equal(desk.told.length, 2);
  });

  it('goes on after a failure', async (test) => {
    const desk = new Desk(test);
    desk.gather = () => Promise.reject(new Error('broken'));
    await desk.works();
    assert.equal(desk.failures.length, 1);
    desk.gather = () => Promise.resolve(desk.pieces);
    await desk.works();
    assert.equal(desk.told.length, 1);
  });

  it('does nothing once it was disposed of', async (test) => {
    const desk = new Desk(test);
    desk.changed.fire(undefined);
    desk.teller.dispose();
    await desk.rest();
    assert.equal(desk.rounds, 0);
    assert.equal(desk.changed.listeners + desk.closed.listeners + desk.statuses.listeners, 0);
  });
});
