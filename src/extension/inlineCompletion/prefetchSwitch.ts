import type { Disposable } from 'vscode';
import type { PrefetchParams } from '../../engine/protocol.ts';
import type { StatusSource } from '../engineHost/waitForEngine.ts';

/** Conditions for prefetch in the engine. Read at each update. */
export interface PrefetchConditions {
  readonly isSnoozed: () => boolean;
  /** Returns whether the machine runs on battery and the setting saves battery then. */
  readonly isSavingBattery: () => boolean;
  /** Returns whether automatic completions are on: in the active document, otherwise globally. */
  readonly isCompletionEnabled: () => boolean;
}

export interface PrefetchSwitchParts {
  readonly engine: StatusSource & { sendPrefetch(params: PrefetchParams): void };
  readonly conditions: PrefetchConditions;
  /** Called after prefetch was enabled again in a running engine. */
  readonly onEnabled: () => void;
}

/**
 * Sends `tramontane/prefetch`: while automatic completions are snoozed, off or saving battery, none
 * can be shown, so nothing is evaluated ahead of requests. Sends each change once, and the state
 * again when an engine gets ready, because engines start with prefetch on.
 */
export class PrefetchSwitch implements Disposable {
  readonly #parts: PrefetchSwitchParts;
  readonly #listener: Disposable;
  /** State that the engine received last; undefined if it received none since it got ready. */
  #lastSent: boolean | undefined;

  constructor(parts: PrefetchSwitchParts) {
    this.#parts = parts;
    this.#listener = parts.engine.onDidChangeStatus(({ kind }) => {
      if (kind === 'ready') this.update();
      else this.#lastSent = undefined;
    });
  }

  /** True while prefetch is allowed. */
  get isEnabled(): boolean {
    const { isSnoozed, isSavingBattery, isCompletionEnabled } = this.#parts.conditions;
    return isCompletionEnabled() && !isSnoozed() && !isSavingBattery();
  }

  /** Sends the state if it changed. Call it after each event that may change a condition. */
  update(): void {
    const { engine, onEnabled } = this.#parts;
    const enabled = this.isEnabled;
    if (engine.status.kind !== 'ready' || enabled === this.#lastSent) return;
    const isResumed = enabled && this.#lastSent === false;
    this.#lastSent = enabled;
    engine.sendPrefetch({ enabled });
    if (isResumed) onEnabled();
  }

  dispose(): void {
    this.#listener.dispose();
  }
}
