/** Validation of setting values, which can be anything because users edit them by hand. */
import type { DisabledScope } from '../../completion/suggestion/trigger.ts';
import type { CacheMode, CacheSettings } from '../../engine/protocol.ts';

const mebibyte = 2 ** 20;

/** Minimum context window that a setting can choose, in tokens. */
const minWindowTokens = 256;

/** Returns a setting limited to `least` and `most`; `otherwise` if it is not a number. */
export function parseNumber(value: unknown, fallback: number, min: number, max: number): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) return fallback;
  return Math.min(max, Math.max(min, value));
}

/** Returns a setting that is one of `choices`; the first choice if it is none of them. */
export function parseChoice<Choice extends string>(
  value: unknown,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  return choices.find((choice) => choice === value) ?? choices[0];
}

export function parseString(value: unknown, fallback: string): string {
  return typeof value === 'string' ? value : fallback;
}

/** Returns a window in whole tokens: 0, the model's choice, stays 0; less than 256 becomes 256. */
export function toWindowTokens(tokens: number): number {
  return tokens === 0 ? 0 : Math.max(minWindowTokens, Math.round(tokens));
}

/** Cache settings in the units of the VS Code settings. */
interface CacheSettingValues {
  readonly mode: CacheMode;
  readonly memoryMegabytes: number;
  readonly saveToDisk: boolean;
  readonly diskMegabytes: number;
  /** Absolute path of the folder for saved caches. */
  readonly directory: string;
}

/** Converts cache settings to the parameters of the engine. */
export function toCacheSettings(values: CacheSettingValues): CacheSettings {
  return {
    mode: values.mode,
    maxMemoryBytes: Math.round(values.memoryMegabytes * mebibyte),
    savedStates: values.saveToDisk
      ? {
          directory: values.directory,
          maxBytes: Math.round(values.diskMegabytes * mebibyte),
        }
      : null,
  };
}

/** Values of a setting in each scope, as returned by `WorkspaceConfiguration.inspect`. */
export interface InspectedSetting {
  readonly workspaceValue?: unknown;
  readonly workspaceFolderValue?: unknown;
  readonly globalLanguageValue?: unknown;
  readonly workspaceLanguageValue?: unknown;
  readonly workspaceFolderLanguageValue?: unknown;
}

/** Returns the scope that turned a switch off. Values for a language take precedence. */
export function findDisabledScope(inspection: InspectedSetting): DisabledScope {
  const languageValues = [
    inspection.workspaceFolderLanguageValue,
    inspection.workspaceLanguageValue,
    inspection.globalLanguageValue,
  ];
  if (languageValues.some((value) => value === false)) return 'language';
  const workspaceValues = [inspection.workspaceFolderValue, inspection.workspaceValue];
  return workspaceValues.some((value) => value === false) ? 'workspace' : 'all';
}
