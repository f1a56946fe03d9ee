import path from 'node:path';
import * as vscode from 'vscode';
import type { TramontaneApi } from './api.ts';
import { ChatViewProvider } from './chat/chatView.ts';
import { explainSelection } from './chat/explainSelection.ts';
import { insertIntoEditor } from './chat/insertIntoEditor.ts';
import {
  InlineCompletionProvider,
  type CompletionEvent,
} from './completion/inlineCompletionProvider.ts';
import { documentSelector } from './documentSelector.ts';
import { EngineSupervisor } from './engineHost/engineSupervisor.ts';
import { FailureNotice } from './failureNotice.ts';
import { bundledModel } from './models/catalogue.ts';
import { createChooseModel } from './models/chooseModel.ts';
import {
  chatSettings,
  completionSettings,
  concernsModel,
  setModelPath,
  toggleCompletions,
  wantedModel,
} from './settings.ts';
import { showMenu } from './statusBar/menu.ts';
import { StatusBarItem } from './statusBar/statusBarItem.ts';
import { statusText } from './statusBar/statusText.ts';

let running: EngineSupervisor | undefined;

/** Builds the parts and connects them. The engine starts in the background. */
export function activate(context: vscode.ExtensionContext): TramontaneApi {
  const log = vscode.window.createOutputChannel('Tramontane', { log: true });
  const bundledModelPath = context.asAbsolutePath(path.join('media', 'models', bundledModel.file));
  const engine = new EngineSupervisor({
    enginePath: context.asAbsolutePath(path.join('dist', 'engine.js')),
    log,
    wantedModel: () => wantedModel(bundledModelPath),
    chatSettings,
  });
  running = engine;
  const completions = new InlineCompletionProvider(engine, log);
  const chat = new ChatViewProvider({
    extensionUri: context.extensionUri,
    engine,
    insertCode: insertIntoEditor,
    log,
  });
  const statusBar = new StatusBarItem();
  const failures = new FailureNotice();
  let last: CompletionEvent | undefined;
  const showStatus = () => {
    statusBar.show(engine.status, completionSettings().enabled, last?.result);
  };
  showStatus();

  const commands: Readonly<Record<string, () => unknown>> = {
    'tramontane.explainSelection': () => explainSelection(chat, windowTokens(engine)),
    'tramontane.chooseModel': createChooseModel({
      storageDirectory: vscode.Uri.joinPath(context.globalStorageUri, 'models').fsPath,
      bundledModelPath,
      currentPath: () => wantedModel(bundledModelPath).path,
      setModelPath,
      log,
    }),
    'tramontane.newChat': () => {
      chat.newChat();
    },
    'tramontane.stopChat': () => {
      chat.stop();
    },
    'tramontane.toggleCompletions': toggleCompletions,
    'tramontane.triggerCompletion': () =>
      vscode.commands.executeCommand('editor.action.inlineSuggest.trigger'),
    'tramontane.restartEngine': () => engine.restart(),
    'tramontane.showLog': () => {
      log.show();
    },
    'tramontane.showMenu': () => {
      const { enabled } = completionSettings();
      return showMenu(enabled, statusText(engine.status, enabled, last?.result).label);
    },
  };

  context.subscriptions.push(
    log,
    engine,
    completions,
    chat,
    statusBar,
    ...Object.entries(commands).map(([id, run]) => vscode.commands.registerCommand(id, run)),
    vscode.languages.registerInlineCompletionItemProvider([...documentSelector], completions),
    vscode.window.registerWebviewViewProvider(ChatViewProvider.viewId, chat),
    completions.onDidComplete((event) => {
      last = event;
      showStatus();
    }),
    engine.onDidChangeStatus((status) => {
      if (status.kind === 'loading') completions.forget();
      failures.show(status);
      showStatus();
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (concernsModel(change)) void engine.settingsChanged();
      showStatus();
    }),
  );
  void engine.start();

  return {
    state: () => engine.status,
    onDidChangeState: engine.onDidChangeStatus,
    lastCompletion: () => last,
    enginePid: () => engine.pid,
    chatMessages: () => chat.messages(),
  };
}

/** Ends the engine before VS Code ends. */
export async function deactivate(): Promise<void> {
  await running?.stop();
}

/** The window that questions must fit into; a small one while no model says. */
function windowTokens(engine: EngineSupervisor): number {
  return engine.status.kind === 'ready' ? engine.status.model.contextTokens : 1024;
}
