import type { Disposable } from 'vscode';
import type { PrefetchParams } from '../../engine/protocol.ts';
import type { StatusSource } from '../engineHost/engineSettled.ts';

/** Conditions that decide whether the engine may work ahead of requests. Read at each update. */
export interface PrefetchConditions {
  readonly isSnoozed: () => boolean;
  /** The machine runs on battery, and the setting saves battery then. */
  readonly isSavingBattery: () => boolean;
  /** Automatic completions are on: in the active document, or globally if there is none. */
  readonly isCompletionEnabled: () => boolean;
}

export interface PrefetchSwitchParts {
  readonly engine: StatusSource & { sendPrefetch(params: PrefetchParams): void };
  readonly conditions: PrefetchConditions;
  /** Called after a running engine was allowed to work ahead again. */
  readonly onEnabled: () => void;
}

/**
 * Sends `tramontane/prefetch`: no automatic completion can be shown while they are snoozed, off or
 * saving battery, so nothing is evaluated ahead of requests. Sends each change once, and the state
 * again when an engine gets ready, which starts with prefetch on.
 */
export class PrefetchSwitch implements Disposable {
  readonly #parts: PrefetchSwitchParts;
  readonly #listener: Disposable;
  /** The state that the engine received last; undefined: none since it got ready. */
  #sent: boolean | undefined;

  constructor(parts: PrefetchSwitchParts) {
    this.#parts = parts;
    this.#listener = parts.engine.onDidChangeStatus(({ kind }) => {
      if (kind === 'ready') this.update();
      else this.#sent = undefined;
    });
  }

  /** True if the engine may work ahead of requests now. */
  get isEnabled(): boolean {
    const { isSnoozed, isSavingBattery, isCompletionEnabled } = this.#parts.conditions;
    return isCompletionEnabled() && !isSnoozed() && !isSavingBattery();
  }

  /** Sends the state if it changed. Call it after each event that may change a condition. */
  update(): void {
    const { engine, onEnabled } = this.#parts;
    const enabled = this.isEnabled;
    if (engine.status.kind !== 'ready' || enabled === this.#sent) return;
    const isResumed = enabled && this.#sent === false;
    this.#sent = enabled;
    engine.sendPrefetch({ enabled });
    if (isResumed) onEnabled();
  }

  dispose(): void {
    this.#listener.dispose();
  }
}
