/** A language of documents. */
export interface CodeLanguage {
  /** VS Code's identifier. */
  readonly id: string;
  /** Extension of its files, without the dot. */
  readonly extension: string;
  /** Beginning of a line comment; undefined for languages without. */
  readonly lineComment: '//' | '#' | undefined;
  /** Rules for strings and comments, in which brackets don't count. */
  readonly lexicon: 'script' | 'python' | 'c' | 'plain';
  /** True when the scripts can run programs in it. */
  readonly isRunnable: boolean;
}

type Row = readonly [
  id: string,
  extensions: readonly string[],
  lexicon: CodeLanguage['lexicon'],
  lineComment?: CodeLanguage['lineComment'],
];

const rows: readonly Row[] = [
  ['python', ['py', 'pyi'], 'python', '#'],
  ['javascript', ['js', 'mjs', 'cjs'], 'script', '//'],
  ['typescript', ['ts', 'mts', 'cts'], 'script', '//'],
  ['javascriptreact', ['jsx'], 'script', '//'],
  ['typescriptreact', ['tsx'], 'script', '//'],
  ['java', ['java'], 'c', '//'],
  ['kotlin', ['kt', 'kts'], 'c', '//'],
  ['swift', ['swift'], 'c', '//'],
  ['scala', ['scala'], 'c', '//'],
  ['c', ['c', 'h'], 'c', '//'],
  ['cpp', ['cpp', 'cc', 'cxx', 'hpp', 'hh'], 'c', '//'],
  ['csharp', ['cs'], 'c', '//'],
  ['go', ['go'], 'c', '//'],
  ['rust', ['rs'], 'c', '//'],
  ['php', ['php'], 'c', '//'],
  ['ruby', ['rb'], 'plain', '#'],
  ['shellscript', ['sh', 'bash', 'zsh'], 'plain', '#'],
  ['lua', ['lua'], 'plain'],
  ['sql', ['sql'], 'plain'],
  ['css', ['css'], 'plain'],
  ['scss', ['scss'], 'plain'],
  ['html', ['html', 'htm'], 'plain'],
  ['vue', ['vue'], 'plain'],
  ['svelte', ['svelte'], 'plain'],
  ['json', ['json', 'jsonc'], 'plain'],
  ['yaml', ['yaml', 'yml'], 'plain', '#'],
  ['toml', ['toml'], 'plain', '#'],
  ['markdown', ['md'], 'plain'],
  ['plaintext', ['txt'], 'plain'],
];

const runnableIds: readonly string[] = ['python', 'javascript', 'typescript'];

const languages: readonly (CodeLanguage & { readonly extensions: readonly string[] })[] = rows.map(
  ([id, extensions, lexicon, lineComment]) => ({
    id,
    extension: extensions[0] ?? 'txt',
    extensions,
    lexicon,
    lineComment,
    isRunnable: runnableIds.includes(id),
  }),
);

/** Finds a language by its name in a suite, such as `js`, `TypeScript` or `csharp`. */
function findLanguage(name: string): CodeLanguage | undefined {
  const lowerCase = name.toLowerCase();
  return languages.find(({ id, extensions }) => id === lowerCase || extensions.includes(lowerCase));
}

/** Returns the language of a file by its extension; undefined for an unknown one. */
export function findLanguageOfFile(path: string): CodeLanguage | undefined {
  const fileExtension = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase();
  return languages.find(
    ({ extensions }) => fileExtension !== undefined && extensions.includes(fileExtension),
  );
}

/** Finds a language by its name. @throws Error for an unknown one. */
export function requireLanguage(name: string): CodeLanguage {
  const language = findLanguage(name);
  if (language === undefined) throw new Error(`"${name}" is not a known language.`);
  return language;
}
