import * as vscode from 'vscode';
import type { FeatureContext } from '../featureContext.ts';
import type { InlineCompletionFeature } from '../inlineCompletion/registerInlineCompletion.ts';
import { CachePanel } from './cachePanel.ts';
import { deleteSavedCaches } from './deleteSavedCaches.ts';

/** Registers Show Cache, which is updated after each completion, and Delete Saved Caches. */
export function registerCacheView(
  { extensionUri, engine, log }: FeatureContext,
  completions: Pick<InlineCompletionFeature, 'onDidComplete'>,
): vscode.Disposable {
  const panel = new CachePanel({ extensionUri, engine, log });
  return vscode.Disposable.from(
    panel,
    completions.onDidComplete(() => {
      panel.refresh();
    }),
    vscode.commands.registerCommand('tramontane.showCache', () => {
      panel.show();
    }),
    vscode.commands.registerCommand('tramontane.deleteSavedCaches', async () => {
      await deleteSavedCaches({
        engine,
        showInformation: (message) => void vscode.window.showInformationMessage(message),
        showWarning: (message) => void vscode.window.showWarningMessage(message),
      });
      panel.refresh();
    }),
  );
}
