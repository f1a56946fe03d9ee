import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { PrefetchParams } from '../../../src/engine/protocol.ts';
import {
  CursorFollower,
  type FollowedMove,
} from '../../../src/extension/inlineCompletion/cursorFollower.ts';
import { PrefetchSwitch } from '../../../src/extension/inlineCompletion/prefetchSwitch.ts';
import { Snooze } from '../../../src/extension/inlineCompletion/snooze.ts';
import type { EngineStatus } from '../../../src/extension/engineHost/engineStatus.ts';
import { modelSummary } from '../../support/modelSummary.ts';
import { FakeEmitter } from '../support/fakeEmitter.ts';

const ready: EngineStatus = { kind: 'ready', model: modelSummary() };
const loading: EngineStatus = { kind: 'loading', path: '/m.gguf', fraction: 0.5 };

/** The switch and the cursor follower, connected as in the extension, with a fake engine. */
class Desk {
  /** Notifications in the order in which the engine received them. */
  readonly received: ('on' | 'off' | 'cursor')[] = [];
  readonly rest: (ms: number) => void;
  readonly snooze = new Snooze(Date.now, () => {
    this.prefetch.update();
  });
  isSavingBattery = false;
  isCompletionEnabled = true;
  readonly #statuses = new FakeEmitter<EngineStatus>();
  readonly #moves = new FakeEmitter<FollowedMove>();
  readonly #editor = {
    document: { uri: 'file:///cart.ts', version: 1 },
    selection: { active: { line: 0, character: 0 } },
  };
  readonly #engine = {
    status: { kind: 'starting' } as EngineStatus,
    onDidChangeStatus: this.#statuses.event,
    sendPrefetch: ({ enabled }: PrefetchParams) => {
      this.received.push(enabled ? 'on' : 'off');
    },
    tellCursor: () => {
      this.received.push('cursor');
    },
  };
  readonly prefetch: PrefetchSwitch = new PrefetchSwitch({
    engine: this.#engine,
    conditions: {
      isSnoozed: () => this.snooze.untilMs !== undefined,
      isSavingBattery: () => this.isSavingBattery,
      isCompletionEnabled: () => this.isCompletionEnabled,
    },
    onEnabled: () => {
      this.#follower.reportAgain();
    },
  });
  readonly #follower: CursorFollower;

  constructor({ mock }: Pick<TestContext, 'mock'>) {
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 });
    this.rest = (ms) => {
      mock.timers.tick(ms);
    };
    this.#follower = new CursorFollower({
      engine: this.#engine,
      window: {
        activeEditor: () => (this.prefetch.isEnabled ? this.#editor : undefined),
        onDidChangeActiveEditor: new FakeEmitter<undefined>().event,
        onDidChangeSelection: this.#moves.event,
        onDidChangeText: new FakeEmitter<never>().event,
      },
    });
  }

  get listeners(): number {
    return this.#statuses.listeners;
  }

  becomes(status: EngineStatus): void {
    this.#engine.status = status;
    this.#statuses.fire(status);
  }

  /** Moves the cursor, which is reported after a pause. */
  movesCursor(): void {
    this.#moves.fire({ textEditor: this.#editor, kind: 2 });
  }

  movesCursorAndRests(): void {
    this.movesCursor();
    this.rest(100);
  }

  /** Returns what the engine received since the last call. */
  takeReceived(): string[] {
    return this.received.splice(0);
  }
}

function readyDesk(test: TestContext): Desk {
  const desk = new Desk(test);
  desk.becomes(ready);
  desk.rest(100);
  desk.takeReceived();
  return desk;
}

describe('PrefetchSwitch', () => {
  it('sends the state when an engine gets ready, before the cursor', (test) => {
    const desk = new Desk(test);
    desk.prefetch.update();
    desk.becomes(loading);
    assert.deepEqual(desk.takeReceived(), []);
    desk.becomes(ready);
    desk.rest(100);
    assert.deepEqual(desk.takeReceived(), ['on', 'cursor']);
  });

  it('turns prefetch off once while snoozed, reports no cursor, and resumes with both', (test) => {
    const desk = readyDesk(test);
    desk.snooze.begin(60_000);
    desk.movesCursorAndRests();
    desk.prefetch.update();
    assert.deepEqual(desk.takeReceived(), ['off']);
    desk.snooze.end();
    desk.rest(100);
    assert.deepEqual(desk.takeReceived(), ['on', 'cursor']);
    desk.movesCursorAndRests();
    assert.deepEqual(desk.takeReceived(), ['cursor']);
  });

  it('drops a report of the cursor that was due when the snooze began', (test) => {
    const desk = readyDesk(test);
    desk.movesCursor();
    desk.snooze.begin('untilRestart');
    desk.rest(1000);
    assert.deepEqual(desk.takeReceived(), ['off']);
  });

  it('resumes when a snooze ends by itself', (test) => {
    const desk = readyDesk(test);
    desk.snooze.begin(60_000);
    desk.rest(60_000);
    desk.rest(100);
    assert.deepEqual(desk.takeReceived(), ['off', 'on', 'cursor']);
  });

  for (const [name, difference, restored] of [
    ['battery is saved', { isSavingBattery: true }, { isSavingBattery: false }],
    [
      'completions are off globally or in the active document',
      { isCompletionEnabled: false },
      { isCompletionEnabled: true },
    ],
  ] as const) {
    it(`turns prefetch off once while ${name}`, (test) => {
      const desk = readyDesk(test);
      Object.assign(desk, difference);
      desk.prefetch.update();
      desk.prefetch.update();
      desk.movesCursorAndRests();
      assert.deepEqual(desk.takeReceived(), ['off']);
      Object.assign(desk, restored);
      desk.prefetch.update();
      desk.rest(100);
      assert.deepEqual(desk.takeReceived(), ['on', 'cursor']);
    });
  }

  it('stays off until the last reason ends', (test) => {
    const desk = readyDesk(test);
    desk.snooze.begin(60_000);
    desk.isSavingBattery = true;
    desk.prefetch.update();
    desk.snooze.end();
    assert.deepEqual(desk.takeReceived(), ['off']);
    desk.isSavingBattery = false;
    desk.prefetch.update();
    assert.deepEqual(desk.takeReceived(), ['on']);
  });

  it('sends the state again to an engine that was restarted', (test) => {
    const desk = readyDesk(test);
    desk.snooze.begin('untilRestart');
    desk.takeReceived();
    desk.becomes({ kind: 'starting' });
    desk.becomes(loading);
    desk.becomes(ready);
    desk.rest(100);
    assert.deepEqual(desk.takeReceived(), ['off']);
  });

  it('sends nothing to an engine that is not ready, and the current state afterwards', (test) => {
    const desk = readyDesk(test);
    desk.snooze.begin('untilRestart');
    desk.becomes(loading);
    desk.takeReceived();
    desk.snooze.end();
    assert.deepEqual(desk.takeReceived(), []);
    desk.becomes(ready);
    assert.deepEqual(desk.takeReceived(), ['on']);
  });

  it('stops listening when it is disposed', (test) => {
    const desk = readyDesk(test);
    const before = desk.listeners;
    desk.prefetch.dispose();
    assert.equal(desk.listeners, before - 1);
  });
});
