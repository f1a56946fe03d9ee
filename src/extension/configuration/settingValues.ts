/** Validation of setting values, which can be anything because users edit them by hand. */
import type { SwitchedOff } from '../../completion/suggestion/trigger.ts';
import type { CacheMode, CacheSettings } from '../../engine/protocol.ts';

const mebibyte = 2 ** 20;

/** Minimum context window that a setting can choose, in tokens. */
const smallestWindow = 256;

/** Returns a setting limited to `least` and `most`; `otherwise` if it is not a number. */
export function numberWithin(
  value: unknown,
  otherwise: number,
  least: number,
  most: number,
): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) return otherwise;
  return Math.min(most, Math.max(least, value));
}

/** Returns a setting that is one of `choices`; the first choice if it is none of them. */
export function oneOf<Choice extends string>(
  value: unknown,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  return choices.find((choice) => choice === value) ?? choices[0];
}

export function stringOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

/** Returns a window in whole tokens: 0, the model's choice, stays 0; less than 256 becomes 256. */
export function windowLimit(tokens: number): number {
  return tokens === 0 ? 0 : Math.max(smallestWindow, Math.round(tokens));
}

/** Cache settings in the units of the VS Code settings. */
interface WantedCaches {
  readonly mode: CacheMode;
  readonly memoryMegabytes: number;
  readonly saveToDisk: boolean;
  readonly diskMegabytes: number;
  /** Absolute path of the folder for saved caches. */
  readonly directory: string;
}

/** Converts cache settings to the parameters of the engine. */
export function cacheSettings(wanted: WantedCaches): CacheSettings {
  return {
    mode: wanted.mode,
    memoryBytes: Math.round(wanted.memoryMegabytes * mebibyte),
    saved: wanted.saveToDisk
      ? {
          directory: wanted.directory,
          limitBytes: Math.round(wanted.diskMegabytes * mebibyte),
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
export function switchedOffBy(inspected: InspectedSetting): SwitchedOff {
  const ofLanguage = [
    inspected.workspaceFolderLanguageValue,
    inspected.workspaceLanguageValue,
    inspected.globalLanguageValue,
  ];
  if (ofLanguage.some((value) => value === false)) return 'language';
  const ofWorkspace = [inspected.workspaceFolderValue, inspected.workspaceValue];
  return ofWorkspace.some((value) => value === false) ? 'workspace' : 'all';
}
