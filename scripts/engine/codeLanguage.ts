/** The languages that documents are written in. */
export interface CodeLanguage {
  /** VS Code's identifier. */
  readonly id: string;
  /** Of a file, without the point. */
  readonly extension: string;
  /** What begins a comment up to the line's end; undefined for languages without. */
  readonly lineComment: '//' | '#' | undefined;
  /** How texts are quoted and commented, where brackets are to be told from text. */
  readonly lexicon: 'script' | 'python' | 'c' | 'plain';
  /** Programs in it can be run here. */
  readonly runs: boolean;
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

const runnable: readonly string[] = ['python', 'javascript', 'typescript'];

const languages: readonly (CodeLanguage & { readonly extensions: readonly string[] })[] = rows.map(
  ([id, extensions, lexicon, lineComment]) => ({
    id,
    extension: extensions[0] ?? 'txt',
    extensions,
    lexicon,
    lineComment,
    runs: runnable.includes(id),
  }),
);

/**
 * A language by the name that a suite gives it: `js`, `TypeScript`, `csharp` …; undefined for one
 * that isn't known.
 */
function languageNamed(name: string): CodeLanguage | undefined {
  const wanted = name.toLowerCase();
  return languages.find(({ id, extensions }) => id === wanted || extensions.includes(wanted));
}

/** The language of a file by its ending; undefined for files that aren't known to be text. */
export function languageOfFile(path: string): CodeLanguage | undefined {
  const ending = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase();
  return languages.find(({ extensions }) => ending !== undefined && extensions.includes(ending));
}

/** @throws Error for a language that isn't known. */
export function mustBeLanguage(name: string): CodeLanguage {
  const language = languageNamed(name);
  if (language === undefined) throw new Error(`"${name}" is no language that is known here.`);
  return language;
}
