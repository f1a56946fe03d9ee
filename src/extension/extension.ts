import path from 'node:path';
import * as vscode from 'vscode';
import type { TramontaneApi } from './api.ts';
import { BatteryWatch } from './battery/batteryWatch.ts';
import { isOnBattery, thisMachine } from './battery/powerSource.ts';
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
import { switchLanguage, switchWorkspace } from './inlineCompletion/switches.ts';
import { documentSelector } from './configuration/documentSelector.ts';
import { EngineSupervisor } from './engineHost/engineSupervisor.ts';
import { FailureNotice } from './engineHost/failureNotice.ts';
import { bundledModel, draftModels } from './models/catalogue.ts';
import { createChooseModel } from './models/chooseModel.ts';
import {
  chatSettings,
  completionSettings,
  concernsModel,
  setModelPath,
  toggleCompletions,
  wantedModel,
} from './configuration/settings.ts';
import { PromptDocuments } from './promptView/promptDocuments.ts';
import { showMenu } from './statusBar/menu.ts';
import type { MenuSituation } from './statusBar/menuEntries.ts';
import { StatusBarItem } from './statusBar/statusBarItem.ts';
import { statusText, type CompletionSwitch } from './statusBar/statusText.ts';
import { comesByItself } from './configuration/whereToComplete.ts';

let running: EngineSupervisor | undefined;

/** Creates the parts of the extension and connects them. The engine starts in the background. */
export function activate(context: vscode.ExtensionContext): TramontaneApi {
  const log = vscode.window.createOutputChannel('Tramontane', { log: true });
  const places = {
    bundledModel: context.asAbsolutePath(path.join('media', 'models', bundledModel.file)),
    draftModels: draftModels.map((file) =>
      context.asAbsolutePath(path.join('media', 'models', file)),
    ),
    caches: vscode.Uri.joinPath(context.globalStorageUri, 'caches').fsPath,
  };
  const engine = new EngineSupervisor({
    enginePath: context.asAbsolutePath(path.join('dist', 'engine.js')),
    log,
    wantedModel: () => wantedModel(places),
    chatSettings,
  });
  running = engine;
  const snooze = new Snooze(Date.now, () => {
    prefetch.update();
    showStatus();
  });
  const updatePrefetch = () => {
    prefetch.update();
  };
  const battery = new BatteryWatch(() => isOnBattery(thisMachine), Date.now, updatePrefetch);
  const isSnoozed = () => snooze.untilMs !== undefined;
  const prefetch = new PrefetchSwitch({
    engine,
    conditions: {
      isSnoozed,
      isSavingBattery: () => completionSettings().quietOnBattery && battery.isOnBattery(),
      isCompletionEnabled: () => completionSettings(activeDocument()).enabled,
    },
    onEnabled: () => {
      cursor.reportAgain();
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
  const beyond = followContext({ engine, log });
  const prompts = new PromptDocuments(engine);
  const cache = new CachePanel({ extensionUri: context.extensionUri, engine, log });
  const statusBar = new StatusBarItem();
  const failures = new FailureNotice();
  let last: CompletionEvent | undefined;
  const showStatus = () => {
    const { isWaitingForPause } = completions;
    const switched = { ...completionSwitch(snooze), isWaitingForPause };
    statusBar.show(engine.status, switched, last?.result);
  };
  showStatus();

  const commands: Readonly<Record<string, () => unknown>> = {
    'tramontane.explainSelection': () => explainSelection(chat, windowTokens(engine)),
    'tramontane.chooseModel': createChooseModel({
      storageDirectory: vscode.Uri.joinPath(context.globalStorageUri, 'models').fsPath,
      bundledModelPath: places.bundledModel,
      currentPath: () => wantedModel(places).path,
      setModelPath,
      log,
    }),
    'tramontane.newChat': () => chat.newChat(),
    'tramontane.stopChat': () => {
      chat.stop();
    },
    'tramontane.toggleCompletions': toggleCompletions,
    'tramontane.toggleCompletionsForLanguage': switchLanguage,
    'tramontane.toggleCompletionsForWorkspace': switchWorkspace,
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
        tell: (message) => void vscode.window.showInformationMessage(message),
        warn: (message) => void vscode.window.showWarningMessage(message),
      });
      cache.refresh();
    },
    'tramontane.restartEngine': () => engine.restart(),
    'tramontane.showLog': () => {
      log.show();
    },
    'tramontane.showMenu': () =>
      showMenu(
        menuSituation(snooze),
        statusText(engine.status, completionSwitch(snooze), undefined).label,
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
    beyond,
    prompts,
    cache,
    statusBar,
    ...Object.entries(commands).map(([id, run]) => vscode.commands.registerCommand(id, run)),
    vscode.languages.registerInlineCompletionItemProvider([...documentSelector], completions),
    vscode.window.registerWebviewViewProvider(ChatViewProvider.viewId, chat),
    completions.onDidComplete((event) => {
      last = event;
      showStatus();
      cache.refresh();
    }),
    engine.onDidChangeStatus((status) => {
      if (status.kind === 'loading') completions.forget();
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
      if (concernsModel(change)) void engine.settingsChanged();
      prefetch.update();
      showStatus();
    }),
  );
  // Reads the power source once before the engine is ready, if the setting needs it.
  prefetch.update();
  void engine.start();

  return {
    state: () => engine.status,
    onDidChangeState: engine.onDidChangeStatus,
    lastCompletion: () => last,
    decisions: () => completions.decisions,
    enginePid: () => engine.pid,
    cursorTold: () => cursor.told,
    contextTold: () => beyond.told,
    work: () => engine.workCounts(),
    chatMessages: () => chat.messages(),
  };
}

/** Stops the engine before VS Code exits. */
export async function deactivate(): Promise<void> {
  await running?.stop();
}

/** Returns the context window that questions must fit into; a small one while no model is ready. */
function windowTokens(engine: EngineSupervisor): number {
  return engine.status.kind === 'ready' ? engine.status.model.contextTokens : 1024;
}

function activeDocument(): vscode.TextDocument | undefined {
  return vscode.window.activeTextEditor?.document;
}

function completionSwitch(snooze: Snooze): CompletionSwitch {
  const { offFor } = completionSettings(activeDocument());
  return { offFor, snoozedUntil: untilInWords(snooze.untilMs) };
}

/** Formats the end of a snooze: `14:05`, or `the next start`. */
function untilInWords(untilMs: number | undefined): string | undefined {
  if (untilMs === undefined) return undefined;
  if (untilMs === Infinity) return 'the next start';
  return new Intl.DateTimeFormat(vscode.env.language, { timeStyle: 'short' }).format(untilMs);
}

function menuSituation(snooze: Snooze): MenuSituation {
  return {
    enabled: completionSettings().enabled,
    isSnoozed: snooze.untilMs !== undefined,
    language: switchableLanguage(activeDocument()),
    hasWorkspace: vscode.workspace.name !== undefined,
  };
}

/** Returns the language of a document, if a switch has an effect there. */
function switchableLanguage(document?: vscode.TextDocument): MenuSituation['language'] {
  if (document === undefined || !comesByItself(document)) return undefined;
  return { id: document.languageId, enabled: completionSettings(document).enabled };
}
