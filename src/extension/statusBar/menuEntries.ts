/** An entry of the menu, with VS Code's `$(icon)` notation. */
export interface MenuEntry {
  readonly label: string;
  readonly command: string;
  readonly arguments?: readonly unknown[];
}

/** State on which the menu depends. */
export interface MenuState {
  /** True while automatic completions are on for languages without a setting of their own. */
  readonly enabled: boolean;
  readonly isSnoozed: boolean;
  /** Language of the active editor; `enabled` is true while automatic completions are on for it. */
  readonly language: { readonly id: string; readonly enabled: boolean } | undefined;
  readonly hasWorkspace: boolean;
}

/** Returns the entries of the menu that a click on the status bar item opens. */
export function createMenuEntries(state: MenuState): MenuEntry[] {
  return [
    ...createToggleEntries(state),
    { label: '$(question) Explain last completion', command: 'tramontane.explainLastCompletion' },
    { label: '$(open-preview) Show prompt', command: 'tramontane.showPrompt' },
    { label: '$(comment-discussion) Open chat', command: 'tramontane.chat.focus' },
    { label: '$(graph) Show cache', command: 'tramontane.showCache' },
    { label: '$(package) Choose model…', command: 'tramontane.chooseModel' },
    { label: '$(debug-restart) Restart engine', command: 'tramontane.restartEngine' },
    {
      label: '$(gear) Settings',
      command: 'workbench.action.openSettings',
      arguments: ['@ext:tramontane.tramontane'],
    },
    { label: '$(output) Show log', command: 'tramontane.showLog' },
  ];
}

function createToggleEntries({
  enabled,
  isSnoozed,
  language,
  hasWorkspace,
}: MenuState): MenuEntry[] {
  return [
    isSnoozed
      ? { label: '$(bell) Resume completions', command: 'tramontane.resumeCompletions' }
      : { label: '$(bell-slash) Snooze completions…', command: 'tramontane.snoozeCompletions' },
    { label: formatToggleLabel(enabled, ''), command: 'tramontane.toggleCompletions' },
    ...(language
      ? [
          {
            label: formatToggleLabel(language.enabled, ` for ${language.id}`),
            command: 'tramontane.toggleCompletionsForLanguage',
          },
        ]
      : []),
    ...(hasWorkspace
      ? [
          {
            label: formatToggleLabel(enabled, ' for this workspace'),
            command: 'tramontane.toggleCompletionsForWorkspace',
          },
        ]
      : []),
  ];
}

function formatToggleLabel(isOn: boolean, scopeText: string): string {
  return isOn
    ? `$(circle-slash) Turn completions off${scopeText}`
    : `$(sparkle) Turn completions on${scopeText}`;
}
