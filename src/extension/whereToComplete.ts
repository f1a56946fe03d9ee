/**
 * Where completions are made: by themselves while typing, on request only (`Alt+\`), or never.
 *
 * - `byItself`: documents that people write code or text in.
 * - `onRequest`: a model that doesn't see the change can't know what a commit message should say.
 * - `never`: what can't be edited, and the inputs of other parts of VS Code. Of those the engine
 *   doesn't even hear.
 */
export type WhereToComplete = 'byItself' | 'onRequest' | 'never';

/** Schemes of URIs. Those that aren't named here are `never`. */
const schemes: Readonly<Record<string, WhereToComplete>> = {
  // Files on disk; the right side of a diff editor is the file itself.
  file: 'byItself',
  // Not saved yet.
  untitled: 'byItself',
  // Cells, with the cells above them as context.
  'vscode-notebook-cell': 'byItself',
  // Files of file systems that other extensions bring: remote folders, GitHub repositories.
  'vscode-remote': 'byItself',
  'vscode-vfs': 'byItself',

  // The left side of a diff editor, and other things that can't be edited.
  git: 'never',
  output: 'never',
  'tramontane-prompt': 'never',
  // Lists to be edited, not written.
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

/** Languages (VS Code's identifiers) in which less is done than the scheme allows. */
const languages: Readonly<Record<string, WhereToComplete>> = {
  'git-commit': 'onRequest',
  'git-rebase': 'onRequest',
  scminput: 'never',
  'search-result': 'never',
  log: 'never',
  Log: 'never',
  'code-text-binary': 'never',
};

/**
 * Where a document stands.
 *
 * @param scheme of its URI.
 * @param language VS Code's identifier; '' asks about all documents of the scheme.
 */
export function whereToComplete(scheme: string, language: string): WhereToComplete {
  const [byScheme, byLanguage] = [of(schemes, scheme) ?? 'never', of(languages, language)];
  if (byScheme === 'never' || byLanguage === undefined) return byScheme;
  return byLanguage;
}

/** Whether completions come by themselves in a document, as far as its kind decides that. */
export function comesByItself({
  uri,
  languageId,
}: {
  readonly uri: { readonly scheme: string };
  readonly languageId: string;
}): boolean {
  return whereToComplete(uri.scheme, languageId) === 'byItself';
}

/** The schemes of documents that completions are made in. */
export const completedSchemes: readonly string[] = Object.keys(schemes).filter(
  (scheme) => whereToComplete(scheme, '') !== 'never',
);

function of(
  table: Readonly<Record<string, WhereToComplete>>,
  key: string,
): WhereToComplete | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
