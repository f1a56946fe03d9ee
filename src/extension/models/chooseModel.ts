/** The command "Choose Model" in VS Code. */
import { totalmem } from 'node:os';
import * as vscode from 'vscode';
import { downloadableModels, resolveModelEndpoint } from './catalogue.ts';
import { downloadModel } from './download.ts';
import type { ModelChoice } from './modelChoices.ts';
import { createModelPicker } from './modelPicker.ts';
import type { ModelPickerOptions, ProgressLine, Confirmation } from './modelPicker.ts';

/** Options that the extension's core supplies. */
export type ChooseModelOptions = Pick<
  ModelPickerOptions,
  'storageDirectory' | 'bundledModelPath' | 'getCurrentPath' | 'setModelPath' | 'log'
>;

/**
 * Creates the handler of `tramontane.chooseModel`. It resolves when the choice is carried out,
 * downloads included; it rejects only for unexpected errors and for those of `setModelPath`.
 */
export function createChooseModel(options: ChooseModelOptions): () => Promise<void> {
  return createModelPicker(
    {
      ...options,
      models: downloadableModels,
      endpoint: resolveModelEndpoint(process.env),
      token: omitBlank(process.env['HF_TOKEN']),
      environmentModel: process.env['TRAMONTANE_MODEL'],
      totalMemoryBytes: totalmem(),
      download: downloadModel,
    },
    { pickModel, pickFile, confirm, showProgress, inform, reportFailure, showLog },
  );
}

function omitBlank(value: string | undefined): string | undefined {
  const trimmed = value?.trim();
  return trimmed === '' ? undefined : trimmed;
}

async function pickModel(choices: readonly ModelChoice[]): Promise<ModelChoice | undefined> {
  return vscode.window.showQuickPick(choices, {
    title: 'Choose Model',
    placeHolder: 'The model that completes your code and answers in the chat',
    matchOnDescription: true,
    matchOnDetail: true,
  });
}

async function pickFile(): Promise<string | undefined> {
  const uris = await vscode.window.showOpenDialog({
    title: 'Choose a Model',
    openLabel: 'Use This Model',
    filters: { 'GGUF models': ['gguf'] },
  });
  return uris?.[0]?.fsPath;
}

/**
 * Asks in a second quick pick rather than in a modal dialog, since a test can read and operate a
 * quick pick.
 */
async function confirm({ title, proceedLabel, detail }: Confirmation): Promise<boolean> {
  const proceedItem = { label: `$(cloud-download) ${proceedLabel}`, detail };
  const selectedItem = await vscode.window.showQuickPick(
    [proceedItem, { label: '$(close) Not now' }],
    {
      title,
      placeHolder: 'The model is kept on this machine, and so is your code.',
      ignoreFocusOut: true,
    },
  );
  return selectedItem === proceedItem;
}

async function showProgress<T>(
  title: string,
  task: (report: (line: ProgressLine) => void, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, cancellation) => {
      const controller = new AbortController();
      const listener = cancellation.onCancellationRequested(() => {
        controller.abort();
      });
      let shownFraction = 0;
      const report = ({ message, fraction = shownFraction }: ProgressLine): void => {
        progress.report({ message, increment: (fraction - shownFraction) * 100 });
        shownFraction = fraction;
      };
      try {
        return await task(report, controller.signal);
      } finally {
        listener.dispose();
      }
    },
  );
}

function inform(message: string): void {
  void vscode.window.showInformationMessage(message);
}

async function reportFailure(message: string): Promise<'tryAgain' | 'showLog' | undefined> {
  const tryAgain = 'Try Again';
  const log = 'Show Log';
  const answer = await vscode.window.showErrorMessage(message, tryAgain, log);
  if (answer === tryAgain) return 'tryAgain';
  return answer === log ? 'showLog' : undefined;
}

function showLog(): void {
  void vscode.commands.executeCommand('tramontane.showLog');
}
