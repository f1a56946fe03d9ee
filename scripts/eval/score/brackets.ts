import type { CodeLanguage } from '../../engine/codeLanguage.ts';

/** A bracket of a program outside of strings and comments. */
export interface Bracket {
  readonly character: string;
  /** Offset in UTF-16 code units. */
  readonly offset: number;
}

const openers: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** Unmatched brackets of a program, in no order. */
export interface Imbalance {
  /** Opening brackets without a closing one. */
  readonly open: string;
  /** Closing brackets without an opening one. */
  readonly surplus: string;
}

/**
 * Finds the unmatched brackets. A closing bracket may match an outer opening one and leave those within
 * it open, so that one missing bracket doesn't unmatch all others.
 */
export function findImbalance(code: string, language: CodeLanguage): Imbalance {
  const open: string[] = [];
  let skipped = '';
  let surplus = '';
  for (const { character } of findBrackets(code, language)) {
    const opener = openers[character];
    if (opener === undefined) {
      open.push(character);
      continue;
    }
    const at = open.lastIndexOf(opener);
    if (at < 0) surplus += character;
    else skipped += open.splice(at).slice(1).join('');
  }
  return { open: open.join('') + skipped, surplus };
}

/** Returns the brackets of a program, without those in strings, comments and regular expressions. */
export function findBrackets(code: string, { lexicon }: CodeLanguage): Bracket[] {
  const brackets: Bracket[] = [];
  /** Number of open braces within `${`, for each open template. */
  const templates: number[] = [];
  const tokens = tokenPatterns[lexicon];
  let before = '';
  let offset = 0;
  while (offset < code.length) {
    const inTemplate = templates.at(-1) === 0;
    if (inTemplate) {
      offset = skipTemplate(code, offset, templates);
      before = '`';
      continue;
    }
    const skipped = skipToken(code, offset, tokens, before);
    if (skipped > 0) {
      // After a comment, the text before the comment decides about a `/`.
      if (!/^(?:\/[/*]|#)/.test(code.slice(offset, offset + 2))) before = '"';
      offset += skipped;
      continue;
    }
    const character = code[offset] ?? '';
    if (character === '`' && lexicon === 'script') templates.push(0);
    if ('()[]{}'.includes(character)) {
      const closesTemplate = countBrace(character, templates);
      if (!closesTemplate) brackets.push({ character, offset });
    }
    if (character.trim() !== '') before = (before + character).slice(-12);
    else if (/\w$/.test(before)) before = `${before} `.slice(-12);
    offset++;
  }
  return brackets;
}

/** Patterns of tokens without brackets, by the kind of language. */
const cComments = [/\/\/[^\n]*/y, /\/\*[^]*?(?:\*\/|$)/y];
const quoted = [/"(?:\\[^]|[^"\\\n])*(?:"|$|(?=\n))/y, /'(?:\\[^]|[^'\\\n])*(?:'|$|(?=\n))/y];
const tokenPatterns: Readonly<Record<CodeLanguage['lexicon'], readonly RegExp[]>> = {
  script: [...cComments, ...quoted],
  python: [
    /#[^\n]*/y,
    /"""(?:\\[^]|[^\\])*?(?:"""|$)/y,
    /'''(?:\\[^]|[^\\])*?(?:'''|$)/y,
    ...quoted,
  ],
  // A single quote doesn't always begin a string: Rust's lifetimes, apostrophes in C#'s documentation.
  c: [...cComments, /"(?:\\[^]|[^"\\\n])*(?:"|$|(?=\n))/y, /'(?:\\[^\n]+?|[^'\\\n])'/y],
  plain: [],
};

const regularExpression = /\/(?![/*])(?:\\[^\n]|\[(?:\\[^\n]|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/y;

/** Text after which a `/` begins a regular expression; after other text it divides. */
const beforeRegularExpression =
  /(?:^|[(,=:[!&|?{};+\-*%~^<>]|(?:^|[^\w$.])(?:return|typeof|case|in|of|void|delete|throw|await|yield|else|do) ?)$/;

/** Returns the length of the string, comment or regular expression at an offset; 0 for none. */
function skipToken(
  code: string,
  offset: number,
  tokens: readonly RegExp[],
  before: string,
): number {
  for (const pattern of tokens) {
    pattern.lastIndex = offset;
    const found = pattern.exec(code);
    if (found) return found[0].length;
  }
  const isScript = tokens === tokenPatterns.script;
  if (!isScript || code[offset] !== '/' || !beforeRegularExpression.test(before)) return 0;
  regularExpression.lastIndex = offset;
  return regularExpression.exec(code)?.[0].length ?? 0;
}

/** Returns the offset after the end of a template, or after the `${` that returns to code. */
function skipTemplate(code: string, from: number, templates: number[]): number {
  const text = /(?:\\[^]|(?!\$\{)[^`\\])*/y;
  text.lastIndex = from;
  const end = from + (text.exec(code)?.[0].length ?? 0);
  if (code.startsWith('${', end)) {
    templates[templates.length - 1] = 1;
    return end + 2;
  }
  templates.pop();
  return end + 1;
}

/** Counts braces within a template's `${`. @returns true when this one ends it. */
function countBrace(character: string, templates: number[]): boolean {
  const depth = templates.at(-1);
  if (depth === undefined || depth === 0) return false;
  if (character === '{') templates[templates.length - 1] = depth + 1;
  if (character === '}') templates[templates.length - 1] = depth - 1;
  return character === '}' && depth === 1;
}
