import type { CodeLanguage } from '../../engine/codeLanguage.ts';

/** A bracket of a program, outside of its texts and comments. */
export interface Bracket {
  readonly character: string;
  /** In UTF-16 code units. */
  readonly offset: number;
}

const openers: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** What of a program's brackets has no partner: the brackets themselves, in no order. */
export interface Imbalance {
  /** Brackets that nothing closes. */
  readonly open: string;
  /** Brackets that close nothing. */
  readonly surplus: string;
}

/**
 * Finds the brackets without a partner. What closes an outer bracket leaves those within it open, so
 * that one that is missing doesn't part all others.
 */
export function imbalance(code: string, language: CodeLanguage): Imbalance {
  const open: string[] = [];
  let skipped = '';
  let surplus = '';
  for (const { character } of bracketsOf(code, language)) {
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

/** The brackets of a program; those in texts, comments and regular expressions aren't. */
export function bracketsOf(code: string, { lexicon }: CodeLanguage): Bracket[] {
  const brackets: Bracket[] = [];
  /** For each template that is open: how many braces are, within its `${`. */
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
    const skipped = skip(code, offset, tokens, before);
    if (skipped > 0) {
      // What a comment stands behind decides about a `/` still.
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

/** What holds no brackets, by the kind of language; each pattern is tried at a place. */
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
  // A quote alone begins no text there: a lifetime of Rust, an apostrophe in C#'s documentation.
  c: [...cComments, /"(?:\\[^]|[^"\\\n])*(?:"|$|(?=\n))/y, /'(?:\\[^\n]+?|[^'\\\n])'/y],
  plain: [],
};

const regularExpression = /\/(?![/*])(?:\\[^\n]|\[(?:\\[^\n]|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/y;

/** Behind these a `/` begins a regular expression; else it divides. */
const beforeRegularExpression =
  /(?:^|[(,=:[!&|?{};+\-*%~^<>]|(?:^|[^\w$.])(?:return|typeof|case|in|of|void|delete|throw|await|yield|else|do) ?)$/;

/** How many code units of text, comment or regular expression begin at a place. */
function skip(code: string, offset: number, tokens: readonly RegExp[], before: string): number {
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

/** From within a template to behind its end, or behind the `${` that leads back to code. */
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

/** Counts braces within a template's `${`. @returns whether this one ends it. */
function countBrace(character: string, templates: number[]): boolean {
  const depth = templates.at(-1);
  if (depth === undefined || depth === 0) return false;
  if (character === '{') templates[templates.length - 1] = depth + 1;
  if (character === '}') templates[templates.length - 1] = depth - 1;
  return character === '}' && depth === 1;
}
