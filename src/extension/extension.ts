import path from 'node:path';
import * as vscode from 'vscode';
import type { TramontaneApi } from './api.ts';
import { BatteryWatch } from './battery/batteryWatch.ts';
import { isOnBattery, systemPowerPorts } from './battery/powerSource.ts';
import { CachePanel } from './cacheView/cachePanel.ts';
import { deleteSavedCaches } from './cacheView/deleteSavedCaches.ts';
import { ChatViewProvider } from './chat/chatView.ts';
import { explainSelection } from './chat/explainSelection.ts';
import { insertIntoEditor } from './chat/insertIntoEditor.ts';
import { DecisionDocument } from './inlineCompletion/decisionDocument.ts';
import { followCursor } from './inlineCompletion/followCursor.ts';
import {
  InlineCompletionProvider,
  type CompletionEvent,
} from './inlineCompletion/inlineCompletionProvider.ts';
import { followContext } from './contextSources/followContext.ts';
import { PrefetchSwitch } from './inlineCompletion/prefetchSwitch.ts';
import { Snooze } from './inlineCompletion/snooze.ts';
import { snoozeCompletions } from './inlineCompletion/snoozeCommand.ts';
import {
  toggleCompletionsForLanguage,
  toggleCompletionsForWorkspace,
} from './inlineCompletion/toggleCommands.ts';
import { documentSelector } from './configuration/documentSelector.ts';
import { EngineSupervisor } from './engineHost/engineSupervisor.ts';
import { FailureNotice } from './engineHost/failureNotice.ts';
import { bundledModel, draftModels } from './models/catalogue.ts';
import { createChooseModel } from './models/chooseModel.ts';
import {
  getChatSettings,
  getCompletionSettings,
  affectsModel,
  setModelPath,
  toggleCompletions,
  getLoadModelParams,
} from './configuration/settings.ts';
import { PromptDocuments } from './promptView/promptDocuments.ts';
import { showMenu } from './statusBar/menu.ts';
import type { MenuState } from './statusBar/menuEntries.ts';
import { StatusBarItem } from './statusBar/statusBarItem.ts';
import { createStatusText, type CompletionSwitch } from './statusBar/statusText.ts';
import { hasAutomaticCompletions } from './configuration/completionScope.ts';

let activeEngine: EngineSupervisor | undefined;

/** Creates the parts of the extension and connects them. The engine starts in the background. */
export function activate(context: vscode.ExtensionContext): TramontaneApi {
  const log = vscode.window.createOutputChannel('Tramontane', { log: true });
  const paths = {
    bundledModelPath: context.asAbsolutePath(path.join('media', 'models', bundledModel.file)),
    draftModelPaths: draftModels.map((file) =>
      context.asAbsolutePath(path.join('media', 'models', file)),
    ),
    cacheDirectory: vscode.Uri.joinPath(context.globalStorageUri, 'caches').fsPath,
  };
  const engine = new EngineSupervisor({
    enginePath: context.asAbsolutePath(path.join('dist', 'engine.js')),
    log,
    getLoadModelParams: () => getLoadModelParams(paths),
    getChatSettings,
  });
  activeEngine = engine;
  const snooze = new Snooze(Date.now, () => {
    prefetch.update();
    showStatus();
  });
  const updatePrefetch = () => {
    prefetch.update();
  };
  const battery = new BatteryWatch(() => isOnBattery(systemPowerPorts), Date.now, updatePrefetch);
  const isSnoozed = () => snooze.untilMs !== undefined;
  const prefetch = new PrefetchSwitch({
    engine,
    conditions: {
      isSnoozed,
      isSavingBattery: () => getCompletionSettings().quietOnBattery && battery.isOnBattery(),
      isCompletionEnabled: () => getCompletionSettings(getActiveDocument()).enabled,
    },
    onEnabled: () => {
      cursor.resend();
    },
  });
  const completions = new InlineCompletionProvider({
    engine,
    log,
    isSnoozed,
    isOnBattery: () => battery.isOnBattery(),
  });
  const decisions = new DecisionDocument(() => completions.decisions);
  const chat = new ChatViewProvider({
    extensionUri: context.extensionUri,
    engine,
    insertCode: insertIntoEditor,
    log,
  });
  const cursor = followCursor(engine, () => prefetch.isEnabled);
  const contextSender = followContext({ engine, log });
  const prompts = new PromptDocuments(engine);
  const cache = new CachePanel({ extensionUri: context.extensionUri, engine, log });
  const statusBar = new StatusBarItem();
  const failures = new FailureNotice();
  let lastCompletion: CompletionEvent | undefined;
  const showStatus = () => {
    const { isWaitingForPause } = completions;
    const switchState = { ...getCompletionSwitch(snooze), isWaitingForPause };
    statusBar.show(engine.status, switchState, lastCompletion?.result);
  };
  showStatus();

  const commands: Readonly<Record<string, () => unknown>> = {
    'tramontane.explainSelection': () => explainSelection(chat, getContextTokens(engine)),
    'tramontane.chooseModel': createChooseModel({
      storageDirectory: vscode.Uri.joinPath(context.globalStorageUri, 'models').fsPath,
      bundledModelPath: paths.bundledModelPath,
      getCurrentPath: () => getLoadModelParams(paths).path,
      setModelPath,
      log,
    }),
    'tramontane.newChat': () => chat.newChat(),
    'tramontane.stopChat': () => {
      chat.stop();
    },
    'tramontane.toggleCompletions': toggleCompletions,
    'tramontane.toggleCompletionsForLanguage': toggleCompletionsForLanguage,
    'tramontane.toggleCompletionsForWorkspace': toggleCompletionsForWorkspace,
    'tramontane.snoozeCompletions': () => snoozeCompletions(snooze),
    'tramontane.resumeCompletions': () => {
      snooze.end();
    },
    'tramontane.triggerCompletion': () => completions.trigger(),
    'tramontane.showNextCompletion': () => completions.showNext(),
    'tramontane.dismissCompletion': () => completions.dismiss(),
    'tramontane.explainLastCompletion': () => decisions.show(),
    'tramontane.showCache': () => {
      cache.show();
    },
    'tramontane.showPrompt': () => prompts.show(),
    'tramontane.deleteSavedCaches': async () => {
      await deleteSavedCaches({
        engine,
        showInformation: (message) => void vscode.window.showInformationMessage(message),
        showWarning: (message) => void vscode.window.showWarningMessage(message),
      });
      cache.refresh();
    },
    'tramontane.restartEngine': () => engine.restart(),
    'tramontane.showLog': () => {
      log.show();
    },
    'tramontane.showMenu': () =>
      showMenu(
        getMenuState(snooze),
        createStatusText(engine.status, getCompletionSwitch(snooze), undefined).label,
      ),
  };

  context.subscriptions.push(
    log,
    engine,
    completions,
    snooze,
    prefetch,
    decisions,
    chat,
    cursor,
    contextSender,
    prompts,
    cache,
    statusBar,
    ...Object.entries(commands).map(([id, run]) => vscode.commands.registerCommand(id, run)),
    vscode.languages.registerInlineCompletionItemProvider([...documentSelector], completions),
    vscode.window.registerWebviewViewProvider(ChatViewProvider.viewId, chat),
    completions.onDidComplete((event) => {
      lastCompletion = event;
      showStatus();
      cache.refresh();
    }),
    engine.onDidChangeStatus((status) => {
      if (status.kind === 'loading') completions.clearSuggestions();
      failures.show(status);
      showStatus();
    }),
    vscode.window.onDidChangeActiveTextEditor(showStatus),
    vscode.window.onDidChangeActiveTextEditor(updatePrefetch),
    // A document that gets another language is opened again.
    vscode.workspace.onDidOpenTextDocument(updatePrefetch),
    // Reads the power source again, at most once a minute and only while documents change.
    vscode.workspace.onDidChangeTextDocument(updatePrefetch),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (affectsModel(change)) void engine.applySettings();
      prefetch.update();
      showStatus();
    }),
  );
  // Reads the power source once before the engine is ready, if the setting needs it.
  prefetch.update();
  void engine.start();

  return {
    getState: () => engine.status,
    onDidChangeState: engine.onDidChangeStatus,
    getLastCompletion: () => lastCompletion,
    getDecisions: () => completions.decisions,
    getEnginePid: () => engine.pid,
    getSentCursor: () => cursor.lastSent,
    getSentContext: () => contextSender.lastSent,
    getWorkCounts: () => engine.requestWorkCounts(),
    getChatMessages: () => chat.getMessages(),
  };
}

/** Stops the engine before VS Code exits. */
export async function deactivate(): Promise<void> {
  await activeEngine?.stop();
}

/** Returns the context window that questions must fit into; a small one while no model is ready. */
function getContextTokens(engine: EngineSupervisor): number {
  return engine.status.kind === 'ready' ? engine.status.model.contextTokens : 1024;
}

function getActiveDocument(): vscode.TextDocument | undefined {
  return vscode.window.activeTextEditor?.document;
}

function getCompletionSwitch(snooze: Snooze): CompletionSwitch {
  const { disabledScope } = getCompletionSettings(getActiveDocument());
  return { disabledScope, snoozedUntil: formatSnoozeEnd(snooze.untilMs) };
}

/** Formats the end of a snooze: `14:05`, or `the next start`. */
function formatSnoozeEnd(untilMs: number | undefined): string | undefined {
  if (untilMs === undefined) return undefined;
  if (untilMs === Infinity) return 'the next start';
  return new Intl.DateTimeFormat(vscode.env.language, { timeStyle: 'short' }).format(untilMs);
}

function getMenuState(snooze: Snooze): MenuState {
  return {
    enabled: getCompletionSettings().enabled,
    isSnoozed: snooze.untilMs !== undefined,
    language: getToggleableLanguage(getActiveDocument()),
    hasWorkspace: vscode.workspace.name !== undefined,
  };
}

/** Returns the language of a document, if a switch has an effect there. */
function getToggleableLanguage(document?: vscode.TextDocument): MenuState['language'] {
  if (document === undefined || !hasAutomaticCompletions(document)) return undefined;
  return { id: document.languageId, enabled: getCompletionSettings(document).enabled };
}
