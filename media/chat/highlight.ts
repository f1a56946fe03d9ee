import highlighter from 'highlight.js/lib/common';

// VS Code's identifiers of languages, and short names that models write, where they differ.
highlighter.registerAliases('typescriptreact', { languageName: 'typescript' });
highlighter.registerAliases('javascriptreact', { languageName: 'javascript' });
highlighter.registerAliases(['shellscript', 'console'], { languageName: 'bash' });
highlighter.registerAliases(['objective-cpp'], { languageName: 'objectivec' });
highlighter.registerAliases(['vue', 'svelte'], { languageName: 'xml' });

/**
 * Code as HTML with `hljs-…` classes, or `undefined` for a language that isn't known. Nothing is
 * guessed: a wrong guess flickers while the code streams in.
 */
export function highlight(code: string, language: string): string | undefined {
  if (highlighter.getLanguage(language) === undefined) return undefined;
  return highlighter.highlight(code, { language, ignoreIllegals: true }).value;
}

/** The language's name for people: `TypeScript` for `ts`; the word itself when it isn't known. */
export function languageName(language: string): string {
  return highlighter.getLanguage(language)?.name?.split(',')[0] ?? language;
}
