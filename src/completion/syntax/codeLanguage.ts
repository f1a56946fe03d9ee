import { getCommentDelimiters } from '../text/comment.ts';

/** Syntax of a language's strings and comments, as needed to distinguish brackets of code from text. */
export interface CodeLanguage {
  /** Beginnings of comments that end with their line. */
  readonly lineComments: readonly string[];
  /** Beginnings and ends of comments that may span lines. */
  readonly blockComments: readonly (readonly [begin: string, end: string])[];
  /** Quotes of strings that end at the end of the line at the latest. */
  readonly quotes: string;
  /** Quotes of strings that may span lines, the longest first. */
  readonly longQuotes: readonly string[];
  /** True where `'` encloses one character, or has another meaning. */
  readonly hasCharacterLiterals: boolean;
  /** True where `${` in backquotes holds code and `/` may begin a regular expression. */
  readonly isScript: boolean;
  /** True where indentation alone delimits blocks. */
  readonly hasIndentedBlocks: boolean;
}

const defaultLanguage: CodeLanguage = {
  lineComments: [],
  blockComments: [],
  // An apostrophe may be a prime, a label, a quoted list, or a character of a text.
  quotes: '"`',
  longQuotes: [],
  hasCharacterLiterals: false,
  isScript: false,
  hasIndentedBlocks: false,
};

const slashes: CodeLanguage = {
  ...defaultLanguage,
  lineComments: ['//'],
  blockComments: [['/*', '*/']],
  quotes: '"',
  hasCharacterLiterals: true,
};

const script: CodeLanguage = {
  ...slashes,
  quotes: '"\'',
  longQuotes: ['`'],
  hasCharacterLiterals: false,
  isScript: true,
};

const hash: CodeLanguage = { ...defaultLanguage, lineComments: ['#'], quotes: '"\'' };
const python: CodeLanguage = { ...hash, longQuotes: ['"""', "'''"], hasIndentedBlocks: true };
const shell: CodeLanguage = { ...hash, quotes: '', longQuotes: ['"', "'"] };
const textBlocks: CodeLanguage = { ...slashes, longQuotes: ['"""'] };
const php: CodeLanguage = {
  ...slashes,
  lineComments: ['//', '#'],
  quotes: '',
  longQuotes: ['"', "'"],
  hasCharacterLiterals: false,
};
const css: CodeLanguage = { ...defaultLanguage, blockComments: [['/*', '*/']], quotes: '"\'' };
const dashes: CodeLanguage = { ...defaultLanguage, lineComments: ['--'], quotes: '"\'' };

const languages: Readonly<Record<string, CodeLanguage>> = {
  javascript: script,
  javascriptreact: script,
  typescript: script,
  typescriptreact: script,
  json: { ...defaultLanguage, quotes: '"' },
  jsonc: { ...slashes, hasCharacterLiterals: false },
  python,
  starlark: python,
  ruby: hash,
  perl: hash,
  r: hash,
  elixir: { ...hash, longQuotes: ['"""'] },
  yaml: { ...hash, hasIndentedBlocks: true },
  toml: { ...hash, longQuotes: ['"""', "'''"] },
  makefile: hash,
  dockerfile: hash,
  powershell: { ...hash, blockComments: [['<#', '#>']] },
  shellscript: shell,
  c: slashes,
  cpp: slashes,
  'cuda-cpp': slashes,
  'objective-c': slashes,
  csharp: textBlocks,
  java: textBlocks,
  kotlin: textBlocks,
  scala: textBlocks,
  swift: textBlocks,
  groovy: { ...textBlocks, quotes: '"\'', hasCharacterLiterals: false },
  dart: { ...script, isScript: false, longQuotes: ['"""', "'''"] },
  go: { ...slashes, longQuotes: ['`'] },
  rust: { ...slashes, quotes: '', longQuotes: ['"'] },
  zig: slashes,
  php,
  css,
  scss: { ...css, lineComments: ['//'] },
  less: { ...css, lineComments: ['//'] },
  sql: { ...dashes, blockComments: [['/*', '*/']] },
  lua: { ...dashes, blockComments: [['--[[', ']]']] },
  haskell: { ...dashes, blockComments: [['{-', '-}']], quotes: '"', hasCharacterLiterals: true },
};

/** Natural languages and markup, where a bracket may have no partner. */
const prose = new Set([
  ...['plaintext', 'markdown', 'latex', 'tex', 'restructuredtext', 'asciidoc', 'log'],
  ...['scminput', 'git-commit', 'git-rebase', 'chatinput', 'search-result'],
  // Markup is text between its tags.
  ...['html', 'xml', 'xsl', 'vue', 'svelte', 'handlebars', 'mdx'],
]);

/**
 * Returns the rules of a language, by its VS Code identifier. In an unknown language, quotes other
 * than apostrophes enclose strings within a line. Undefined for prose, whose brackets need no
 * partner.
 */
export function getCodeLanguage(languageId: string): CodeLanguage | undefined {
  if (prose.has(languageId)) return undefined;
  return languages[languageId] ?? createCommentLanguage(getCommentDelimiters(languageId));
}

/** Returns the rules of a language with known comment marks only. */
function createCommentLanguage(delimiters: readonly [string, string] | undefined): CodeLanguage {
  if (delimiters === undefined) return defaultLanguage;
  const [begin, end] = delimiters;
  return end === ''
    ? { ...defaultLanguage, lineComments: [begin] }
    : { ...defaultLanguage, blockComments: [[begin, end]] };
}
