/**
 * Completion mode of a document: automatic while typing, on request only (`Alt+\`), or never.
 *
 * - `automatic`: documents in which the user writes code or text.
 * - `invoked`: commit messages, because the model doesn't see the change that they describe.
 * - `never`: documents that can't be edited, and the inputs of other parts of VS Code. They aren't
 *   synchronized with the engine.
 */
export type CompletionScope = 'automatic' | 'invoked' | 'never';

/** Modes by URI scheme. Schemes that aren't listed are `never`. */
const scopeByScheme: Readonly<Record<string, CompletionScope>> = {
  // Files on disk; the right side of a diff editor is the file itself.
  file: 'automatic',
  // Files that aren't saved yet.
  untitled: 'automatic',
  // Cells, with the cells above them as context.
  'vscode-notebook-cell': 'automatic',
  // Files of file systems that other extensions provide: remote folders, GitHub repositories.
  'vscode-remote': 'automatic',
  'vscode-vfs': 'automatic',

  // The left side of a diff editor, and other documents that can't be edited.
  git: 'never',
  output: 'never',
  'tramontane-prompt': 'never',
  // Lists of entries, not text or code.
  'search-editor': 'never',
  'vscode-userdata': 'never',
  // Inputs: the commit message, the chat, a comment, the debug console, an interactive window.
  'vscode-scm': 'never',
  chatSessionInput: 'never',
  'vscode-chat-code-block': 'never',
  comment: 'never',
  debug: 'never',
  'vscode-interactive-input': 'never',
};

/** Modes by language (VS Code's identifiers) that are stricter than that of the scheme. */
const scopeByLanguage: Readonly<Record<string, CompletionScope>> = {
  'git-commit': 'invoked',
  'git-rebase': 'invoked',
  scminput: 'never',
  'search-result': 'never',
  log: 'never',
  Log: 'never',
  'code-text-binary': 'never',
};

/**
 * Returns the completion mode of a document.
 *
 * @param scheme of its URI.
 * @param language VS Code's identifier; '' for all documents of the scheme.
 */
export function getCompletionScope(scheme: string, language: string): CompletionScope {
  const [schemeScope, languageScope] = [
    lookUpScope(scopeByScheme, scheme) ?? 'never',
    lookUpScope(scopeByLanguage, language),
  ];
  if (schemeScope === 'never' || languageScope === undefined) return schemeScope;
  return languageScope;
}

/** Returns whether completions are automatic in documents of this kind. Ignores the settings. */
export function hasAutomaticCompletions({
  uri,
  languageId,
}: {
  readonly uri: { readonly scheme: string };
  readonly languageId: string;
}): boolean {
  return getCompletionScope(uri.scheme, languageId) === 'automatic';
}

/** URI schemes of the documents that may have completions. */
export const supportedSchemes: readonly string[] = Object.keys(scopeByScheme).filter(
  (scheme) => getCompletionScope(scheme, '') !== 'never',
);

function lookUpScope(
  table: Readonly<Record<string, CompletionScope>>,
  key: string,
): CompletionScope | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
