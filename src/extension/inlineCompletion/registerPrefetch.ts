import * as vscode from 'vscode';
import type { CursorParams } from '../../engine/protocol.ts';
import type { BatteryState } from '../battery/watchBattery.ts';
import { getCompletionSettings } from '../configuration/settings.ts';
import type { FeatureContext } from '../featureContext.ts';
import type { CursorFollower } from './cursorFollower.ts';
import { followCursor } from './followCursor.ts';
import { PrefetchSwitch } from './prefetchSwitch.ts';
import type { SnoozeFeature } from './registerSnooze.ts';

/** Prefetch, as the tests see it. */
export interface PrefetchFeature {
  /** Cursor position that the engine received last. */
  readonly lastSentCursor: CursorParams | undefined;
  dispose(): void;
}

/**
 * Registers the prefetch of prompts: sends the engine the cursor of the user, and turns prefetch off
 * while no completion can be automatic.
 */
export function registerPrefetch(
  { engine }: FeatureContext,
  snooze: SnoozeFeature,
  battery: BatteryState,
): PrefetchFeature {
  const prefetch = new PrefetchSwitch({
    engine,
    conditions: {
      isSnoozed: () => snooze.untilMs !== undefined,
      isSavingBattery: () => getCompletionSettings().quietOnBattery && battery.isOnBattery(),
      isCompletionEnabled: () =>
        getCompletionSettings(vscode.window.activeTextEditor?.document).enabled,
    },
    onEnabled: () => {
      cursor.resend();
    },
  });
  const cursor: CursorFollower = followCursor(engine, () => prefetch.isEnabled);
  const update = () => {
    prefetch.update();
  };
  const registrations = vscode.Disposable.from(
    prefetch,
    cursor,
    snooze.onDidChange(update),
    battery.onDidChange(update),
    vscode.window.onDidChangeActiveTextEditor(update),
    // A document that gets another language is opened again.
    vscode.workspace.onDidOpenTextDocument(update),
    // Reads the power source again, at most once a minute and only while documents change.
    vscode.workspace.onDidChangeTextDocument(update),
    vscode.workspace.onDidChangeConfiguration(update),
  );
  // Reads the power source once before the engine is ready, if the setting needs it.
  update();
  return {
    get lastSentCursor() {
      return cursor.lastSent;
    },
    dispose: () => {
      registrations.dispose();
    },
  };
}
