import * as vscode from 'vscode';
import { BatteryWatch } from './batteryWatch.ts';
import { isOnBattery, systemPowerPorts } from './powerSource.ts';

/** Power source of the machine. */
export interface BatteryState {
  /** Returns the last answer of the system; see `BatteryWatch`. */
  isOnBattery(): boolean;
  readonly onDidChange: vscode.Event<void>;
  dispose(): void;
}

/** Watches the power source of this machine. The system is queried only by calls of `isOnBattery`. */
export function watchBattery(): BatteryState {
  const changeEmitter = new vscode.EventEmitter<void>();
  const watch = new BatteryWatch(
    () => isOnBattery(systemPowerPorts),
    Date.now,
    () => {
      changeEmitter.fire();
    },
  );
  return {
    isOnBattery: () => watch.isOnBattery(),
    onDidChange: changeEmitter.event,
    dispose: () => {
      changeEmitter.dispose();
    },
  };
}
