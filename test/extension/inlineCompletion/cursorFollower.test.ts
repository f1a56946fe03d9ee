import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { CursorParams } from '../../../src/engine/protocol.ts';
import {
  CursorFollower,
  type FollowedEditor,
  type FollowedMove,
  type FollowedWindow,
} from '../../../src/extension/inlineCompletion/cursorFollower.ts';
import type { EngineStatus } from '../../../src/extension/engineHost/engineStatus.ts';
import { createModelSummary } from '../../support/modelSummary.ts';
import { FakeEmitter } from '../support/fakeEmitter.ts';

const ready: EngineStatus = { kind: 'ready', model: createModelSummary() };

/** VS Code's kinds of selection changes. */
const selectionKinds = { keyboard: 1, mouse: 2, command: 3, nothing: undefined } as const;

interface TestEditor extends FollowedEditor {
  readonly document: { readonly uri: string; version: number };
  selection: { active: { line: number; character: number } };
}

function createEditor(uri: string): TestEditor {
  return { document: { uri, version: 1 }, selection: { active: { line: 0, character: 0 } } };
}

/** A window with one open file, and its user. */
class FollowerHarness {
  readonly cart = createEditor('file:///cart.ts');
  readonly sentParams: CursorParams[] = [];
  readonly #active = new FakeEmitter<FollowedEditor | undefined>();
  readonly #moves = new FakeEmitter<FollowedMove>();
  readonly #texts = new FakeEmitter<
    Parameters<Parameters<FollowedWindow['onDidChangeText']>[0]>[0]
  >();
  readonly #statuses = new FakeEmitter<EngineStatus>();
  readonly engine = {
    status: ready,
    onDidChangeStatus: this.#statuses.event,
    sendCursor: (params: CursorParams) => {
      this.sentParams.push(params);
    },
  };
  readonly follower: CursorFollower;
  readonly advanceTime: (ms: number) => void;
  #editor: TestEditor | undefined = this.cart;

  constructor({ mock }: Pick<TestContext, 'mock'>) {
    mock.timers.enable({ apis: ['setTimeout'] });
    this.advanceTime = (ms) => {
      mock.timers.tick(ms);
    };
    this.follower = new CursorFollower({
      engine: this.engine,
      window: {
        getActiveEditor: () => this.#editor,
        onDidChangeActiveEditor: this.#active.event,
        onDidChangeSelection: this.#moves.event,
        onDidChangeText: this.#texts.event,
      },
    });
  }

  activateEditor(editor: TestEditor | undefined): void {
    this.#editor = editor;
    this.#active.fire(editor);
  }

  moveCursor(
    line: number,
    mover: keyof typeof selectionKinds = 'mouse',
    textEditor = this.cart,
  ): void {
    textEditor.selection = { active: { line, character: 0 } };
    this.#moves.fire({ textEditor, kind: selectionKinds[mover] });
  }

  /** Types a character. Like VS Code, reports the text first, then the cursor after it. */
  typeCharacter(character: number): void {
    this.editDocument();
    this.cart.selection = { active: { line: 0, character } };
    this.#moves.fire({ textEditor: this.cart, kind: selectionKinds.keyboard });
  }

  /** Edits the document without a move of the cursor. */
  editDocument(): void {
    this.cart.document.version++;
    this.#texts.fire({ document: this.cart.document, contentChanges: [{}] });
  }

  saveDocument(): void {
    this.#texts.fire({ document: this.cart.document, contentChanges: [] });
  }

  setEngineStatus(status: EngineStatus): void {
    this.engine.status = status;
    this.#statuses.fire(status);
  }

  get lines(): number[] {
    return this.sentParams.map(({ position }) => position.line);
  }

  get listenerCount(): number {
    const all = [this.#active, this.#moves, this.#texts, this.#statuses];
    return all.reduce((sum, { listenerCount }) => sum + listenerCount, 0);
  }
}

describe('the cursor follower', () => {
  it('sends the position of the cursor with the version of the text, when the cursor pauses', (test) => {
    const desk = new FollowerHarness(test);
    desk.cart.document.version = 7;
    desk.moveCursor(3);
    desk.advanceTime(99);
    assert.deepEqual(desk.sentParams, []);
    desk.advanceTime(1);
    const sentParams = {
      textDocument: { uri: 'file:///cart.ts', version: 7 },
      position: { line: 3, character: 0 },
    };
    assert.deepEqual(desk.sentParams, [sentParams]);
    assert.deepEqual(desk.follower.lastSent, sentParams);
  });

  it('sends only the last of a series of moves', (test) => {
    const desk = new FollowerHarness(test);
    for (let line = 1; line <= 20; line++) {
      desk.moveCursor(line, 'keyboard');
      desk.advanceTime(30);
    }
    desk.advanceTime(100);
    assert.deepEqual(desk.lines, [20]);
  });

  for (const kind of ['keyboard', 'mouse', 'command'] as const) {
    it(`sends a move by ${kind}`, (test) => {
      const desk = new FollowerHarness(test);
      desk.moveCursor(3, kind);
      desk.advanceTime(100);
      assert.deepEqual(desk.lines, [3]);
    });
  }

  it('sends nothing after an edit, since the engine tracks the cursor', (test) => {
    const desk = new FollowerHarness(test);
    for (let character = 1; character <= 5; character++) {
      desk.typeCharacter(character);
      desk.advanceTime(150);
    }
    desk.moveCursor(4, 'nothing');
    desk.advanceTime(1000);
    assert.deepEqual(desk.sentParams, []);
  });

  it('sends a move that follows immediately after typing', (test) => {
    const desk = new FollowerHarness(test);
    desk.typeCharacter(1);
    desk.moveCursor(2, 'keyboard');
    desk.advanceTime(100);
    assert.deepEqual(desk.lines, [2]);
  });

  it('does not confuse a move with that of an edit which moved nothing', (test) => {
    const desk = new FollowerHarness(test);
    desk.editDocument();
    desk.advanceTime(100);
    desk.moveCursor(5);
    desk.advanceTime(100);
    assert.deepEqual(desk.lines, [5]);
  });

  it('does not confuse a saved file with an edited one', (test) => {
    const desk = new FollowerHarness(test);
    desk.saveDocument();
    desk.moveCursor(5);
    desk.advanceTime(100);
    assert.deepEqual(desk.lines, [5]);
  });

  it('sends a cursor that typing follows immediately, when typing pauses', (test) => {
    const desk = new FollowerHarness(test);
    desk.moveCursor(0);
    desk.advanceTime(50);
    desk.typeCharacter(1);
    desk.advanceTime(99);
    assert.deepEqual(desk.sentParams, []);
    desk.advanceTime(1);
    assert.deepEqual(desk.sentParams, [
      {
        textDocument: { uri: 'file:///cart.ts', version: 2 },
        position: { line: 0, character: 1 },
      },
    ]);
  });

  it('sends the cursor in an editor that becomes active', (test) => {
    const desk = new FollowerHarness(test);
    const shapes = createEditor('file:///shapes.py');
    shapes.selection = { active: { line: 8, character: 0 } };
    desk.activateEditor(undefined);
    desk.activateEditor(shapes);
    desk.advanceTime(100);
    assert.deepEqual(
      desk.sentParams.map(({ textDocument, position }) => [textDocument.uri, position.line]),
      [['file:///shapes.py', 8]],
    );
  });

  it('sends nothing where completions are off, nor for editors in the background', (test) => {
    const desk = new FollowerHarness(test);
    desk.moveCursor(3, 'mouse', createEditor('file:///other.ts'));
    desk.advanceTime(100);
    desk.activateEditor(undefined);
    desk.moveCursor(4);
    desk.advanceTime(100);
    assert.deepEqual(desk.sentParams, []);
  });

  it('sends the cursor to an engine that becomes ready, and to none that is not', (test) => {
    const desk = new FollowerHarness(test);
    desk.setEngineStatus({ kind: 'starting' });
    desk.moveCursor(3);
    desk.advanceTime(100);
    assert.deepEqual(desk.sentParams, []);
    desk.setEngineStatus({ kind: 'loading', path: '/m.gguf', fraction: 0.5 });
    desk.advanceTime(100);
    assert.deepEqual(desk.sentParams, []);
    desk.setEngineStatus(ready);
    desk.advanceTime(100);
    assert.deepEqual(desk.lines, [3]);
  });

  it('sends the cursor again at the same position, after a pause', (test) => {
    const desk = new FollowerHarness(test);
    desk.moveCursor(3);
    desk.advanceTime(100);
    desk.follower.resend();
    desk.advanceTime(99);
    assert.deepEqual(desk.lines, [3]);
    desk.advanceTime(1);
    assert.deepEqual(desk.lines, [3, 3]);
  });

  it('removes its listeners and sends nothing after disposal', (test) => {
    const desk = new FollowerHarness(test);
    desk.moveCursor(3);
    desk.follower.dispose();
    desk.advanceTime(1000);
    assert.deepEqual(desk.sentParams, []);
    assert.equal(desk.listenerCount, 0);
  });
});
