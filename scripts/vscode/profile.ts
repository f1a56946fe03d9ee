/** A profile of VS Code for one run: a folder with settings that is removed afterwards. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Settings of VS Code by their names. */
export type Settings = Readonly<Record<string, unknown>>;

/** Settings for a window without a welcome page, prompts, or content that changes by itself. */
export const unclutteredSettings: Settings = {
  'chat.disableAIFeatures': true,
  'workbench.startupEditor': 'none',
  'workbench.editor.useModal': 'off',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.enableExperiments': false,
  'workbench.tips.enabled': false,
  'window.commandCenter': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'telemetry.telemetryLevel': 'off',
  'security.workspace.trust.enabled': false,
  'git.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'files.autoSave': 'off',
  'editor.inlineSuggest.enabled': true,
  'editor.inlineSuggest.minShowDelay': 0,
  // The list of suggestions would cover the ghost text.
  'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
  'editor.suggestOnTriggerCharacters': false,
  'editor.minimap.enabled': false,
};

/** A profile on disk. */
export interface Profile {
  readonly folder: string;
  /** Folder of installed extensions. */
  readonly extensionsFolder: string;
  /** Replaces the settings for windows that are opened afterwards. */
  setSettings(settings: Settings): void;
  remove(): void;
}

/** Creates a profile with the settings for an uncluttered window and the given ones. */
export function createProfile(settings: Settings): Profile {
  const folder = mkdtempSync(path.join(tmpdir(), 'tramontane-vscode-'));
  const extensionsFolder = path.join(folder, 'extensions');
  mkdirSync(path.join(folder, 'User'));
  mkdirSync(extensionsFolder);
  const profile: Profile = {
    folder,
    extensionsFolder,
    setSettings(changed) {
      const all = { ...unclutteredSettings, ...changed };
      writeFileSync(path.join(folder, 'User/settings.json'), JSON.stringify(all, undefined, 2));
    },
    remove() {
      // The server may still be writing its last log lines.
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
  profile.setSettings(settings);
  return profile;
}
