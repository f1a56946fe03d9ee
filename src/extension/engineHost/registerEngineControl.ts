import * as vscode from 'vscode';
import { affectsModel } from '../configuration/settings.ts';
import type { FeatureContext } from '../featureContext.ts';
import { FailureNotice } from './failureNotice.ts';

/**
 * Registers the control of the engine: messages about its failures, changed model settings, and the
 * commands that restart it and show its log.
 */
export function registerEngineControl({ engine, log }: FeatureContext): vscode.Disposable {
  const failures = new FailureNotice();
  return vscode.Disposable.from(
    engine.onDidChangeStatus((status) => {
      failures.show(status);
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (affectsModel(change)) void engine.applySettings();
    }),
    vscode.commands.registerCommand('tramontane.restartEngine', () => engine.restart()),
    vscode.commands.registerCommand('tramontane.showLog', () => {
      log.show();
    }),
  );
}
