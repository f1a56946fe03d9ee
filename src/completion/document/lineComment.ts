/** Languages whose comments don't begin with `//`, by VS Code's language identifier. */
const others: Readonly<Record<string, string>> = {
  bat: 'REM',
  clojure: ';;',
  coffeescript: '#',
  dockercompose: '#',
  dockerfile: '#',
  elixir: '#',
  erlang: '%',
  fortran: '!',
  haskell: '--',
  ini: ';',
  julia: '#',
  latex: '%',
  lisp: ';;',
  lua: '--',
  makefile: '#',
  matlab: '%',
  perl: '#',
  plaintext: '#',
  powershell: '#',
  properties: '#',
  python: '#',
  r: '#',
  ruby: '#',
  shellscript: '#',
  sql: '--',
  toml: '#',
  vb: "'",
  yaml: '#',
};

/** What begins a comment to the end of the line. */
export function lineCommentOf(languageId: string): string {
  return others[languageId] ?? '//';
}
