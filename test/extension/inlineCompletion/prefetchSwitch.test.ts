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
import { createModelSummary } from '../../support/modelSummary.ts';
import { FakeEmitter } from '../support/fakeEmitter.ts';

const ready: EngineStatus = { kind: 'ready', model: createModelSummary() };
const loading: EngineStatus = { kind: 'loading', path: '/m.gguf', fraction: 0.5 };

/** The switch and the cursor follower, connected as in the extension, with a fake engine. */
class PrefetchHarness {
  /** Notifications in the order in which the engine received them. */
  readonly received: ('on' | 'off' | 'cursor')[] = [];
  readonly advanceTime: (ms: number) => void;
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
    sendCursor: () => {
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
      this.#follower.resend();
    },
  });
  readonly #follower: CursorFollower;

  constructor({ mock }: Pick<TestContext, 'mock'>) {
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 });
    this.advanceTime = (ms) => {
      mock.timers.tick(ms);
    };
    this.#follower = new CursorFollower({
      engine: this.#engine,
      window: {
        getActiveEditor: () => (this.prefetch.isEnabled ? this.#editor : undefined),
        onDidChangeActiveEditor: new FakeEmitter<undefined>().event,
        onDidChangeSelection: this.#moves.event,
        onDidChangeText: new FakeEmitter<never>().event,
      },
    });
  }

  get listenerCount(): number {
    return this.#statuses.listenerCount;
  }

  setEngineStatus(status: EngineStatus): void {
    this.#engine.status = status;
    this.#statuses.fire(status);
  }

  /** Moves the cursor, which is reported after a pause. */
  moveCursor(): void {
    this.#moves.fire({ textEditor: this.#editor, kind: 2 });
  }

  moveCursorAndWait(): void {
    this.moveCursor();
    this.advanceTime(100);
  }

  /** Returns what the engine received since the last call. */
  takeReceived(): string[] {
    return this.received.splice(0);
  }
}

function createReadyHarness(test: TestContext): PrefetchHarness {
  const desk = new PrefetchHarness(test);
  desk.setEngineStatus(ready);
  desk.advanceTime(100);
  desk.takeReceived();
  return desk;
}

describe('PrefetchSwitch', () => {
  it('sends the state to an engine that becomes ready, before the cursor', (test) => {
    const desk = new PrefetchHarness(test);
    desk.prefetch.update();
    desk.setEngineStatus(loading);
    assert.deepEqual(desk.takeReceived(), []);
    desk.setEngineStatus(ready);
    desk.advanceTime(100);
    assert.deepEqual(desk.takeReceived(), ['on', 'cursor']);
  });

  it('turns prefetch off once while snoozed, reports no cursor, and resumes with both', (test) => {
    const desk = createReadyHarness(test);
    desk.snooze.begin(60_000);
    desk.moveCursorAndWait();
    desk.prefetch.update();
    assert.deepEqual(desk.takeReceived(), ['off']);
    desk.snooze.end();
    desk.advanceTime(100);
    assert.deepEqual(desk.takeReceived(), ['on', 'cursor']);
    desk.moveCursorAndWait();
    assert.deepEqual(desk.takeReceived(), ['cursor']);
  });

  it('drops a pending report of the cursor when the snooze begins', (test) => {
    const desk = createReadyHarness(test);
    desk.moveCursor();
    desk.snooze.begin('untilRestart');
    desk.advanceTime(1000);
    assert.deepEqual(desk.takeReceived(), ['off']);
  });

  it('resumes when a snooze expires', (test) => {
    const desk = createReadyHarness(test);
    desk.snooze.begin(60_000);
    desk.advanceTime(60_000);
    desk.advanceTime(100);
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
      const desk = createReadyHarness(test);
      Object.assign(desk, difference);
      desk.prefetch.update();
      desk.prefetch.update();
      desk.moveCursorAndWait();
      assert.deepEqual(desk.takeReceived(), ['off']);
      Object.assign(desk, restored);
      desk.prefetch.update();
      desk.advanceTime(100);
      assert.deepEqual(desk.takeReceived(), ['on', 'cursor']);
    });
  }

  it('stays off until the last reason ends', (test) => {
    const desk = createReadyHarness(test);
    desk.snooze.begin(60_000);
    desk.isSavingBattery = true;
    desk.prefetch.update();
    desk.snooze.end();
    assert.deepEqual(desk.takeReceived(), ['off']);
    desk.isSavingBattery = false;
    desk.prefetch.update();
    assert.deepEqual(desk.takeReceived(), ['on']);
  });

  it('sends the state again to a restarted engine', (test) => {
    const desk = createReadyHarness(test);
    desk.snooze.begin('untilRestart');
    desk.takeReceived();
    desk.setEngineStatus({ kind: 'starting' });
    desk.setEngineStatus(loading);
    desk.setEngineStatus(ready);
    desk.advanceTime(100);
    assert.deepEqual(desk.takeReceived(), ['off']);
  });

  it('sends nothing to an engine that is not ready, and the current state afterwards', (test) => {
    const desk = createReadyHarness(test);
    desk.snooze.begin('untilRestart');
    desk.setEngineStatus(loading);
    desk.takeReceived();
    desk.snooze.end();
    assert.deepEqual(desk.takeReceived(), []);
    desk.setEngineStatus(ready);
    assert.deepEqual(desk.takeReceived(), ['on']);
  });

  it('removes its listeners after disposal', (test) => {
    const desk = createReadyHarness(test);
    const before = desk.listenerCount;
    desk.prefetch.dispose();
    assert.equal(desk.listenerCount, before - 1);
  });
});
