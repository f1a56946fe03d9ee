/** What settings mean, whatever stands in them: people edit them by hand. */
import type { SwitchedOff } from '../completion/request/trigger.ts';
import type { CacheMode, CacheSettings } from '../engine/protocol.ts';

const mebibyte = 2 ** 20;

/** The smallest window that a model is run with because of a setting, in tokens. */
const smallestWindow = 256;

/** A number between `least` and `most`; `otherwise` where the setting is no number. */
export function numberWithin(
  value: unknown,
  otherwise: number,
  least: number,
  most: number,
): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) return otherwise;
  return Math.min(most, Math.max(least, value));
}

/** One of `choices`; the first of them where the setting is none. */
export function oneOf<Choice extends string>(
  value: unknown,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  return choices.find((choice) => choice === value) ?? choices[0];
}

export function stringOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

/** A window in whole tokens; 0, the model's own choice, remains 0, and less than 256 becomes 256. */
export function windowLimit(tokens: number): number {
  return tokens === 0 ? 0 : Math.max(smallestWindow, Math.round(tokens));
}

/** How caches are to be kept, as the settings say it. */
interface WantedCaches {
  readonly mode: CacheMode;
  readonly memoryMegabytes: number;
  readonly saveToDisk: boolean;
  readonly diskMegabytes: number;
  /** Absolute path of a folder of their own. */
  readonly directory: string;
}

/** The same as the engine hears it. */
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

/** What a setting is in each of the places that can set it, as VS Code tells. */
export interface InspectedSetting {
  readonly workspaceValue?: unknown;
  readonly workspaceFolderValue?: unknown;
  readonly globalLanguageValue?: unknown;
  readonly workspaceLanguageValue?: unknown;
  readonly workspaceFolderLanguageValue?: unknown;
}

/** Which place turned a switch off. What is said of a language counts before all else. */
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
