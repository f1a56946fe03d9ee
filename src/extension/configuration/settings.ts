import os from 'node:os';
import * as vscode from 'vscode';
import type { DisabledScope } from '../../completion/suggestion/trigger.ts';
import type { LoadModelParams } from '../../engine/protocol.ts';
import { isSupportedUri } from './documentSelector.ts';
import { resolveModelPath } from './modelLocation.ts';
import {
  toCacheSettings,
  parseNumber,
  parseChoice,
  parseString,
  findDisabledScope,
  toWindowTokens,
} from './settingValues.ts';
import { hasAutomaticCompletions } from './completionScope.ts';

const section = 'tramontane';

/** Settings of completions in a document. Always valid, whatever the user entered. */
export interface CompletionSettings {
  readonly enabled: boolean;
  /** Scope in which completions are turned off, if they are. */
  readonly disabledScope: DisabledScope | undefined;
  /** Initial debounce delay, in ms; 0: no delay. */
  readonly debounceMs: number;
  readonly lines: 'auto' | 'single';
  /** Maximum length of a completion, in tokens. */
  readonly maxTokens: number;
  /** True where no completions are automatic while the machine runs on battery. */
  readonly quietOnBattery: boolean;
}

export function getCompletionSettings(document?: vscode.TextDocument): CompletionSettings {
  const settings = vscode.workspace.getConfiguration(section, document);
  const enabled = settings.get<unknown>('completion.enabled') !== false;
  const disabledScope = enabled
    ? getDisabledKind(document)
    : findDisabledScope(settings.inspect('completion.enabled') ?? {});
  return {
    enabled: enabled && (document === undefined || hasAutomaticCompletions(document)),
    disabledScope,
    quietOnBattery: settings.get<unknown>('completion.quietOnBattery') === true,
    debounceMs: parseNumber(settings.get('completion.debounceMs'), 10, 0, 2000),
    lines: parseChoice(settings.get('completion.lines'), ['auto', 'single']),
    maxTokens: Math.round(parseNumber(settings.get('completion.maxTokens'), 64, 1, 512)),
  };
}

function getDisabledKind(document?: vscode.TextDocument): DisabledScope | undefined {
  const isOff = document && isSupportedUri(document.uri) && !hasAutomaticCompletions(document);
  return isOff === true ? 'kind' : undefined;
}

/** Returns whether completions use other files, and their maximum share of the window, 0 to 0.5. */
export function getContextSettings(): { readonly enabled: boolean; readonly share: number } {
  const settings = vscode.workspace.getConfiguration(section);
  return {
    enabled: settings.get<unknown>('context.enabled') !== false,
    share: parseNumber(settings.get('context.share'), 20, 0, 50) / 100,
  };
}

export function getChatSettings(): { readonly maxTokens: number; readonly temperature: number } {
  const settings = vscode.workspace.getConfiguration(section);
  return {
    maxTokens: Math.round(parseNumber(settings.get('chat.maxTokens'), 1024, 16, 8192)),
    temperature: parseNumber(settings.get('chat.temperature'), 0.3, 0, 2),
  };
}

/** Paths of files in the extension and of folders that VS Code provides. */
export interface ExtensionPaths {
  /** Absolute path of the small model that is bundled with the extension. */
  readonly bundledModelPath: string;
  /** Absolute paths of the small models that may be draft models of larger ones. */
  readonly draftModelPaths: readonly string[];
  /** Absolute path of the folder that downloaded models are stored in. */
  readonly modelDirectory: string;
  /** Absolute path of the folder that caches of files are saved in. */
  readonly cacheDirectory: string;
}

/** Returns the model to load: that of the settings, of the environment, or the bundled one. */
export function getLoadModelParams({
  bundledModelPath,
  draftModelPaths,
  cacheDirectory,
}: ExtensionPaths): LoadModelParams {
  const settings = vscode.workspace.getConfiguration(section);
  const { path, source } = resolveModelPath({
    setting: parseString(settings.get('model.path'), ''),
    environment: process.env['TRAMONTANE_MODEL'],
    bundledPath: bundledModelPath,
    homeDirectory: os.homedir(),
  });
  return {
    path,
    gpu: parseChoice(settings.get('engine.gpu'), ['auto', 'metal', 'cuda', 'vulkan', 'cpu']),
    threads: Math.round(parseNumber(settings.get('engine.threads'), 0, 0, 256)),
    contextTokens: toWindowTokens(parseNumber(settings.get('engine.contextTokens'), 0, 0, 32768)),
    draftPaths: source === 'bundled' ? [] : draftModelPaths,
    cache: toCacheSettings({
      mode: parseChoice(settings.get('cache.mode'), ['patched', 'rolling', 'exact']),
      memoryMegabytes: parseNumber(settings.get('cache.memoryMegabytes'), 2048, 64, 1048576),
      saveToDisk: settings.get<unknown>('cache.saveToDisk') !== false,
      diskMegabytes: parseNumber(settings.get('cache.diskMegabytes'), 4096, 64, 1048576),
      directory: cacheDirectory,
    }),
  };
}

/** Returns whether a change of the settings requires the model to be reloaded. */
export function affectsModel(change: vscode.ConfigurationChangeEvent): boolean {
  const parts = ['model', 'engine', 'cache'];
  return parts.some((part) => change.affectsConfiguration(`${section}.${part}`));
}

export async function setModelPath(path: string | undefined): Promise<void> {
  const settings = vscode.workspace.getConfiguration(section);
  await settings.update('model.path', path, vscode.ConfigurationTarget.Global);
}

/** Turns completions on or off, in the scope of the settings that takes effect. */
export async function toggleCompletions(): Promise<void> {
  const settings = vscode.workspace.getConfiguration(section);
  const isWorkspaceSetting = settings.inspect('completion.enabled')?.workspaceValue !== undefined;
  await settings.update(
    'completion.enabled',
    !getCompletionSettings().enabled,
    isWorkspaceSetting ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global,
  );
}

/** Turns completions on or off for the language of a document. */
export async function toggleLanguage(document: vscode.TextDocument): Promise<void> {
  const settings = vscode.workspace.getConfiguration(section, document);
  const isWorkspaceSetting =
    settings.inspect('completion.enabled')?.workspaceLanguageValue !== undefined;
  await settings.update(
    'completion.enabled',
    !getCompletionSettings(document).enabled,
    isWorkspaceSetting ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global,
    true,
  );
}

/** Turns completions on or off for this workspace, in all languages without their own switch. */
export async function toggleWorkspace(): Promise<void> {
  const settings = vscode.workspace.getConfiguration(section);
  const enabled = !getCompletionSettings().enabled;
  await settings.update('completion.enabled', enabled, vscode.ConfigurationTarget.Workspace);
}
