import highlighter from 'highlight.js/lib/common';

// VS Code's language identifiers, and short names that models generate, where they differ.
highlighter.registerAliases('typescriptreact', { languageName: 'typescript' });
highlighter.registerAliases('javascriptreact', { languageName: 'javascript' });
highlighter.registerAliases(['shellscript', 'console'], { languageName: 'bash' });
highlighter.registerAliases(['objective-cpp'], { languageName: 'objectivec' });
highlighter.registerAliases(['vue', 'svelte'], { languageName: 'xml' });

/**
 * Returns code as HTML with `hljs-…` classes, or `undefined` for an unknown language. The language
 * is never guessed, because a wrong guess flickers while the code streams in.
 */
export function highlight(code: string, language: string): string | undefined {
  if (highlighter.getLanguage(language) === undefined) return undefined;
  return highlighter.highlight(code, { language, ignoreIllegals: true }).value;
}

/** Returns the display name of a language: `TypeScript` for `ts`. An unknown one is unchanged. */
export function getLanguageName(language: string): string {
  return highlighter.getLanguage(language)?.name?.split(',')[0] ?? language;
}
