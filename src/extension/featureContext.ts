import type * as vscode from 'vscode';
import type { ExtensionPaths } from './configuration/settings.ts';
import type { EngineSupervisor } from './engineHost/engineSupervisor.ts';

/** Objects that all features share. */
export interface FeatureContext {
  /** Folder of the extension. */
  readonly extensionUri: vscode.Uri;
  readonly paths: ExtensionPaths;
  readonly log: vscode.LogOutputChannel;
  readonly engine: EngineSupervisor;
}
