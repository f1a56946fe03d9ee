/** Languages (VS Code's identifiers) by the mark of their line comments. */
const lineComments: Readonly<Record<string, readonly string[]>> = {
  '#': [
    ...['coffeescript', 'cmake', 'dockercompose', 'dockerfile', 'dotenv', 'elixir', 'git-commit'],
    ...['graphql', 'ignore', 'julia', 'makefile', 'nix', 'perl', 'perl6', 'powershell'],
    ...['properties', 'python', 'r', 'raku', 'ruby', 'shellscript', 'terraform', 'toml', 'yaml'],
  ],
  '--': ['ada', 'elm', 'haskell', 'lua', 'sql', 'vhdl'],
  ';': ['clojure', 'ini', 'lisp', 'scheme'],
  '%': ['bibtex', 'erlang', 'latex', 'matlab', 'prolog', 'tex'],
  "'": ['vb'],
  '!': ['fortran', 'fortran-modern'],
  REM: ['bat'],
};

/** Languages without line comments, by the delimiters of their comments. */
const blockComments: readonly (readonly [string, string, readonly string[]])[] = [
  ['<!--', '-->', ['handlebars', 'html', 'markdown', 'mdx', 'svelte', 'vue', 'xml', 'xsl']],
  ['/*', '*/', ['css']],
  ['(*', '*)', ['coq', 'ocaml']],
];

/**
 * Returns a text as comments of a language, line by line.
 *
 * @param language VS Code's identifier; for an unknown language, `//` is used.
 */
export function commentOut(text: string, language: string): string {
  const [open, close] = getCommentDelimiters(language) ?? ['//', ''];
  return text
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => {
      const content = close === '' ? line : line.replaceAll(close, close.split('').join(' '));
      return `${open} ${content.trimEnd()} ${close}`.trimEnd();
    })
    .join('\n');
}

/**
 * Returns the delimiters of a comment in a language; the end is '' where the comment ends with the
 * line.
 *
 * @returns undefined for unknown languages.
 */
export function getCommentDelimiters(language: string): readonly [string, string] | undefined {
  const block = blockComments.find(([, , languages]) => languages.includes(language));
  if (block !== undefined) return [block[0], block[1]];
  const line = Object.entries(lineComments).find(([, languages]) => languages.includes(language));
  return line && [line[0], ''];
}
