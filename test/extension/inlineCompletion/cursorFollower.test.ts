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
import { modelSummary } from '../../support/modelSummary.ts';
import { FakeEmitter } from '../support/fakeEmitter.ts';

const ready: EngineStatus = { kind: 'ready', model: modelSummary() };

/** VS Code's kinds of selection changes. */
const by = { keyboard: 1, mouse: 2, command: 3, nothing: undefined } as const;

interface EditorInTest extends FollowedEditor {
  readonly document: { readonly uri: string; version: number };
  selection: { active: { line: number; character: number } };
}

function editorOf(uri: string): EditorInTest {
  return { document: { uri, version: 1 }, selection: { active: { line: 0, character: 0 } } };
}

/** A window with one open file, and its user. */
class Desk {
  readonly cart = editorOf('file:///cart.ts');
  readonly told: CursorParams[] = [];
  readonly #active = new FakeEmitter<FollowedEditor | undefined>();
  readonly #moves = new FakeEmitter<FollowedMove>();
  readonly #texts = new FakeEmitter<
    Parameters<Parameters<FollowedWindow['onDidChangeText']>[0]>[0]
  >();
  readonly #statuses = new FakeEmitter<EngineStatus>();
  readonly engine = {
    status: ready,
    onDidChangeStatus: this.#statuses.event,
    tellCursor: (params: CursorParams) => {
      this.told.push(params);
    },
  };
  readonly follower: CursorFollower;
  readonly rest: (ms: number) => void;
  #editor: EditorInTest | undefined = this.cart;

  constructor({ mock }: Pick<TestContext, 'mock'>) {
    mock.timers.enable({ apis: ['setTimeout'] });
    this.rest = (ms) => {
      mock.timers.tick(ms);
    };
    this.follower = new CursorFollower({
      engine: this.engine,
      window: {
        activeEditor: () => this.#editor,
        onDidChangeActiveEditor: this.#active.event,
        onDidChangeSelection: this.#moves.event,
        onDidChangeText: this.#texts.event,
      },
    });
  }

  goesTo(editor: EditorInTest | undefined): void {
    this.#editor = editor;
    this.#active.fire(editor);
  }

  moves(line: number, mover: keyof typeof by = 'mouse', textEditor = this.cart): void {
    textEditor.selection = { active: { line, character: 0 } };
    this.#moves.fire({ textEditor, kind: by[mover] });
  }

  /** Types a character. Like VS Code, reports the text first, then the cursor after it. */
  types(character: number): void {
    this.edits();
    this.cart.selection = { active: { line: 0, character } };
    this.#moves.fire({ textEditor: this.cart, kind: by.keyboard });
  }

  /** Edits the document without a move of the cursor. */
  edits(): void {
    this.cart.document.version++;
    this.#texts.fire({ document: this.cart.document, contentChanges: [{}] });
  }

  saves(): void {
    this.#texts.fire({ document: this.cart.document, contentChanges: [] });
  }

  becomes(status: EngineStatus): void {
    this.engine.status = status;
    this.#statuses.fire(status);
  }

  get lines(): number[] {
    return this.told.map(({ position }) => position.line);
  }

  get listeners(): number {
    const all = [this.#active, this.#moves, this.#texts, this.#statuses];
    return all.reduce((sum, { listeners }) => sum + listeners, 0);
  }
}

describe('CursorFollower', () => {
  it('tells where the cursor was put, with the version of the text, once it rests', (test) => {
    const desk = new Desk(test);
    desk.cart.document.version = 7;
    desk.moves(3);
    desk.rest(99);
    assert.deepEqual(desk.told, []);
    desk.rest(1);
    const told = {
      textDocument: { uri: 'file:///cart.ts', version: 7 },
      position: { line: 3, character: 0 },
    };
    assert.deepEqual(desk.told, [told]);
    assert.deepEqual(desk.follower.told, told);
  });

  it('tells of a series of moves only the last', (test) => {
    const desk = new Desk(test);
    for (let line = 1; line <= 20; line++) {
      desk.moves(line, 'keyboard');
      desk.rest(30);
    }
    desk.rest(100);
    assert.deepEqual(desk.lines, [20]);
  });

  for (const kind of ['keyboard', 'mouse', 'command'] as const) {
    it(`tells of a move by ${kind}`, (test) => {
      const desk = new Desk(test);
      desk.moves(3, kind);
      desk.rest(100);
      assert.deepEqual(desk.lines, [3]);
    });
  }

  it('leaves it to the engine to know where the cursor is after an edit', (test) => {
    const desk = new Desk(test);
    for (let character = 1; character <= 5; character++) {
      desk.types(character);
      desk.rest(150);
    }
    desk.moves(4, 'nothing');
    desk.rest(1000);
    assert.deepEqual(desk.told, []);
  });

  it('tells of a move that follows at once upon typing', (test) => {
    const desk = new Desk(test);
    desk.types(1);
    desk.moves(2, 'keyboard');
    desk.rest(100);
    assert.deepEqual(desk.lines, [2]);
  });

  it('does not take a move for that of an edit which moved nothing', (test) => {
    const desk = new Desk(test);
    desk.edits();
    desk.rest(100);
    desk.moves(5);
    desk.rest(100);
    assert.deepEqual(desk.lines, [5]);
  });

  it('does not take a saved file for an edited one', (test) => {
    const desk = new Desk(test);
    desk.saves();
    desk.moves(5);
    desk.rest(100);
    assert.deepEqual(desk.lines, [5]);
  });

  it('tells who types where they have just gone to once they rest', (test) => {
    const desk = new Desk(test);
    desk.moves(0);
    desk.rest(50);
    desk.types(1);
    desk.rest(99);
    assert.deepEqual(desk.told, []);
    desk.rest(1);
    assert.deepEqual(desk.told, [
      {
        textDocument: { uri: 'file:///cart.ts', version: 2 },
        position: { line: 0, character: 1 },
      },
    ]);
  });

  it('tells where the cursor is in an editor that one comes to', (test) => {
    const desk = new Desk(test);
    const shapes = editorOf('file:///shapes.py');
    shapes.selection = { active: { line: 8, character: 0 } };
    desk.goesTo(undefined);
    desk.goesTo(shapes);
    desk.rest(100);
    assert.deepEqual(
      desk.told.map(({ textDocument, position }) => [textDocument.uri, position.line]),
      [['file:///shapes.py', 8]],
    );
  });

  it('tells nothing where no completions come, nor of editors in the background', (test) => {
    const desk = new Desk(test);
    desk.moves(3, 'mouse', editorOf('file:///other.ts'));
    desk.rest(100);
    desk.goesTo(undefined);
    desk.moves(4);
    desk.rest(100);
    assert.deepEqual(desk.told, []);
  });

  it('tells an engine that got ready, and none that is not', (test) => {
    const desk = new Desk(test);
    desk.becomes({ kind: 'starting' });
    desk.moves(3);
    desk.rest(100);
    assert.deepEqual(desk.told, []);
    desk.becomes({ kind: 'loading', path: '/m.gguf', fraction: 0.5 });
    desk.rest(100);
    assert.deepEqual(desk.told, []);
    desk.becomes(ready);
    desk.rest(100);
    assert.deepEqual(desk.lines, [3]);
  });

  it('reports the cursor again where it is, once it rests', (test) => {
    const desk = new Desk(test);
    desk.moves(3);
    desk.rest(100);
    desk.follower.reportAgain();
    desk.rest(99);
    assert.deepEqual(desk.lines, [3]);
    desk.rest(1);
    assert.deepEqual(desk.lines, [3, 3]);
  });

  it('listens to nothing and tells nothing once it was disposed of', (test) => {
    const desk = new Desk(test);
    desk.moves(3);
    desk.follower.dispose();
    desk.rest(1000);
    assert.deepEqual(desk.told, []);
    assert.equal(desk.listeners, 0);
  });
});
