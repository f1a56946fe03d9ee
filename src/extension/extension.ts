import path from 'node:path';
import * as vscode from 'vscode';
import { watchBattery } from './battery/watchBattery.ts';
import { registerCacheView } from './cacheView/registerCacheView.ts';
import { registerChat } from './chat/registerChat.ts';
import { getChatSettings, getLoadModelParams } from './configuration/settings.ts';
import { registerContextSources } from './contextSources/registerContextSources.ts';
import { readInspectPort } from './engineHost/engineArguments.ts';
import { EngineSupervisor } from './engineHost/engineSupervisor.ts';
import { registerEngineControl } from './engineHost/registerEngineControl.ts';
import type { FeatureContext } from './featureContext.ts';
import { registerInlineCompletion } from './inlineCompletion/registerInlineCompletion.ts';
import { registerPrefetch } from './inlineCompletion/registerPrefetch.ts';
import { registerSnooze } from './inlineCompletion/registerSnooze.ts';
import { bundledModel, draftModels } from './models/catalogue.ts';
import { registerModels } from './models/registerModels.ts';
import { registerPromptView } from './promptView/registerPromptView.ts';
import { registerStatusBar } from './statusBar/registerStatusBar.ts';
import { createTestApi, type TestApi } from './testApi.ts';

let activeEngine: EngineSupervisor | undefined;

/**
 * Registers the features, then starts the engine in the background.
 *
 * @returns the API for the tests, while VS Code runs tests; otherwise the extension has no API.
 */
export function activate(context: vscode.ExtensionContext): TestApi | undefined {
  const shared = createFeatureContext(context);
  const { engine, log } = shared;
  activeEngine = engine;

  const battery = watchBattery();
  const snooze = registerSnooze();
  const completions = registerInlineCompletion(shared, snooze, battery);
  const prefetch = registerPrefetch(shared, snooze, battery);
  const contextSources = registerContextSources(shared);
  const chat = registerChat(shared);
  context.subscriptions.push(
    log,
    engine,
    battery,
    snooze,
    completions,
    prefetch,
    contextSources,
    chat,
    registerPromptView(shared),
    registerCacheView(shared, completions),
    registerStatusBar(shared, snooze, completions),
    registerModels(shared),
    registerEngineControl(shared),
  );
  void engine.start();

  if (context.extensionMode !== vscode.ExtensionMode.Test) return undefined;
  return createTestApi({ engine, completions, prefetch, contextSources, chat });
}

/** Stops the engine before VS Code exits. */
export async function deactivate(): Promise<void> {
  await activeEngine?.stop();
}

/** Creates the objects that all features share. */
function createFeatureContext(context: vscode.ExtensionContext): FeatureContext {
  const log = vscode.window.createOutputChannel('Tramontane', { log: true });
  const getModelPath = (file: string) => context.asAbsolutePath(path.join('media', 'models', file));
  const getStoragePath = (folder: string) =>
    vscode.Uri.joinPath(context.globalStorageUri, folder).fsPath;
  const paths = {
    bundledModelPath: getModelPath(bundledModel.file),
    draftModelPaths: draftModels.map(getModelPath),
    modelDirectory: getStoragePath('models'),
    cacheDirectory: getStoragePath('caches'),
  };
  const engine = new EngineSupervisor({
    enginePath: context.asAbsolutePath(path.join('dist', 'engine.js')),
    inspectPort: findInspectPort(context.extensionMode),
    log,
    getLoadModelParams: () => getLoadModelParams(paths),
    getChatSettings,
  });
  return { extensionUri: context.extensionUri, paths, log, engine };
}

/** Returns the port of the engine's inspector, in an Extension Development Host only. */
function findInspectPort(mode: vscode.ExtensionMode): number | undefined {
  return mode === vscode.ExtensionMode.Development ? readInspectPort(process.env) : undefined;
}
