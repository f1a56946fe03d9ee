import os from 'node:os';
import * as vscode from 'vscode';
import type { GpuChoice, LoadModelParams } from '../engine/protocol.ts';
import { resolveModelPath } from './models/modelLocation.ts';

const section = 'tramontane';
const gpuChoices: readonly GpuChoice[] = ['auto', 'metal', 'cuda', 'vulkan', 'cpu'];

/** How completions are asked for in a document. Always legal, whatever the settings say. */
export interface CompletionSettings {
  readonly enabled: boolean;
  /** ms */
  readonly debounceMs: number;
  readonly lines: 'auto' | 'single';
  /** tokens */
  readonly maxTokens: number;
}

export function completionSettings(document?: vscode.TextDocument): CompletionSettings {
  const settings = vscode.workspace.getConfiguration(section, document);
  return {
    enabled: settings.get<unknown>('completion.enabled') !== false,
    debounceMs: numberWithin(settings.get('completion.debounceMs'), 75, 0, 2000),
    lines: settings.get<unknown>('completion.lines') === 'single' ? 'single' : 'auto',
    maxTokens: Math.round(numberWithin(settings.get('completion.maxTokens'), 64, 1, 512)),
  };
}

export function chatSettings(): { readonly maxTokens: number; readonly temperature: number } {
  const settings = vscode.workspace.getConfiguration(section);
  return {
    maxTokens: Math.round(numberWithin(settings.get('chat.maxTokens'), 1024, 16, 8192)),
    temperature: numberWithin(settings.get('chat.temperature'), 0.3, 0, 2),
  };
}

/** The model that the settings, the environment or the extension itself name. */
export function wantedModel(bundledPath: string): LoadModelParams {
  const settings = vscode.workspace.getConfiguration(section);
  const gpu = settings.get<unknown>('engine.gpu');
  const { path } = resolveModelPath({
    setting: stringOr(settings.get('model.path'), ''),
    environment: process.env['TRAMONTANE_MODEL'],
    bundledPath,
    homeDirectory: os.homedir(),
  });
  return {
    path,
    gpu: gpuChoices.find((choice) => choice === gpu) ?? 'auto',
    threads: Math.round(numberWithin(settings.get('engine.threads'), 0, 0, 256)),
    contextTokens: Math.round(numberWithin(settings.get('engine.contextTokens'), 4096, 256, 32768)),
    cache: { mode: 'patched', memoryBytes: 2 ** 30, saved: null },
  };
}

/** Whether a change of the settings asks for the model to be loaded anew. */
export function concernsModel(change: vscode.ConfigurationChangeEvent): boolean {
  return ['model', 'engine'].some((part) => change.affectsConfiguration(`${section}.${part}`));
}

export async function setModelPath(path: string | undefined): Promise<void> {
  const settings = vscode.workspace.getConfiguration(section);
  await settings.update('model.path', path, vscode.ConfigurationTarget.Global);
}

/** Turns completions on or off for all languages. @returns whether they are on now. */
export async function toggleCompletions(): Promise<boolean> {
  const enabled = !completionSettings().enabled;
  const settings = vscode.workspace.getConfiguration(section);
  await settings.update('completion.enabled', enabled, vscode.ConfigurationTarget.Global);
  return enabled;
}

function numberWithin(value: unknown, otherwise: number, least: number, most: number): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) return otherwise;
  return Math.min(most, Math.max(least, value));
}

function stringOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}
