import type { CodeLanguage } from './codeLanguage.ts';
import { LastCode } from './lastCode.ts';

/** Kind of code that characters belong to. */
export type CodeKind = 'code' | 'string' | 'comment';

/** A closing bracket in a scanned piece of code. */
export interface ClosingBracket {
  /** In the scanned text, in UTF-16 code units. */
  readonly index: number;
  /** Place of the bracket that it closes: in the text, before it, or nowhere. */
  readonly opened: 'here' | 'before' | 'nowhere';
  /** Brackets that are open in front of it and behind it. */
  readonly depthBefore: number;
  readonly depth: number;
}

/** Unbalanced brackets and strings of a piece of code. */
export interface Imbalance {
  /** Brackets that close nothing. */
  readonly stray: number;
  /** Brackets that nothing closes, in no order; `$` stands for `${`. */
  readonly unclosed: readonly string[];
  /** Strings that no quote ends. */
  readonly unended: number;
}

export const balanced: Imbalance = { stray: 0, unclosed: [], unended: 0 };

/**
 * Returns whether something is unbalanced in one piece of code that wasn't in the other. A bracket doesn't
 * make up for one of another kind: `) {` closes what was open, and leaves a block without its end.
 */
export function isWorse(one: Imbalance, other: Imbalance): boolean {
  if (one.stray > other.stray || one.unended > other.unended) return true;
  const count = ({ unclosed }: Imbalance, kind: string) =>
    unclosed.filter((bracket) => bracket === kind).length;
  return one.unclosed.some((kind) => count(one, kind) > count(other, kind));
}

/** The string or comment that goes on. */
interface Enclosure {
  readonly kind: 'string' | 'comment';
  /** Text that ends it, besides the end of the line. */
  readonly end: string;
  readonly endsWithLine: boolean;
}

/** Returns whether a closing bracket belongs to an opening one; `$` stands for `${`. */
export function areTwins(opener: string | undefined, closer: string | undefined): boolean {
  return opener === '$' ? closer === '}' : opener === openerOf[closer ?? ''];
}

const openerOf: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
/** Entry of the stack for `${`. */
const insertion = '$';
const lineComment: Enclosure = { kind: 'comment', end: '\n', endsWithLine: true };

/** Words behind which `/` begins a regular expression. */
const beforeExpression =
  /(?:^|[^\w$.])(?:return|typeof|case|in|of|delete|void|throw|new|else|do|yield|await)$/;
const regularExpression = /\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/y;
const characterLiteral = /'(?:\\[^\n']+|\\'|[^'\\\n]{1,2})'/y;

/**
 * Follows brackets, strings and comments through code, piece by piece. Pieces may be cut anywhere
 * but within what begins or ends a string or comment; cut at line starts they always may.
 */
export class CodeScanner {
  readonly #language: CodeLanguage;
  /** Code in which nothing begins or ends: most of it, which is skipped as a whole. */
  readonly #plainCode: RegExp;
  readonly #open: string[];
  #enclosure: Enclosure | undefined;
  readonly #lastCode: LastCode;
  #stray = 0;
  /** Brackets that were left open when one around them was closed. */
  #skipped: readonly string[] = [];
  #unended = 0;

  /**
   * @param from what it goes on from.
   * @param plainCode what of the code can be skipped; found out where it is left out.
   */
  constructor(language: CodeLanguage, from?: CodeScanner, plainCode = plainCodeIn(language)) {
    this.#language = language;
    this.#plainCode = plainCode;
    this.#open = [];
    this.#lastCode = new LastCode(from === undefined ? '' : from.#lastCode.text);
    if (from === undefined) return;
    this.#open = [...from.#open];
    this.#enclosure = from.#enclosure;
    this.#stray = from.#stray;
    this.#skipped = from.#skipped;
    this.#unended = from.#unended;
  }

  copy(): CodeScanner {
    return new CodeScanner(this.#language, this);
  }

  /** A scanner in the same string or comment, to which no bracket is open. */
  copyWithoutBrackets(): CodeScanner {
    const scanner = new CodeScanner(this.#language);
    scanner.#enclosure = this.#enclosure;
    return scanner;
  }

  /** Kind of the next character. */
  get kind(): CodeKind {
    return this.#enclosure?.kind ?? 'code';
  }

  /** True where the next line continues a string or comment of this one. */
  get isWithinLines(): boolean {
    return this.#enclosure !== undefined && !this.#enclosure.endsWithLine;
  }

  /** Quote that ends the present string; undefined outside of strings. */
  get quote(): string | undefined {
    return this.#enclosure?.kind === 'string' ? this.#enclosure.end : undefined;
  }

  /** The brackets that are open now, the outermost first; `$` stands for `${`. */
  get open(): readonly string[] {
    return this.#open;
  }

  get imbalance(): Imbalance {
    return {
      stray: this.#stray,
      unclosed: [...this.#skipped, ...this.#open],
      unended: this.#unended + (this.#enclosure?.kind === 'string' ? 1 : 0),
    };
  }

  /** Goes on through a piece of code and tells which brackets it closes. */
  scan(text: string): ClosingBracket[] {
    const closing: ClosingBracket[] = [];
    let floor = this.#open.length;
    for (let index = 0; index < text.length;) {
      if (this.#enclosure !== undefined) {
        index = this.#throughEnclosure(text, index, this.#enclosure);
        continue;
      }
      const plain = lengthAt(this.#plainCode, text, index);
      if (plain > 0) {
        this.#lastCode.saw(text.slice(index, index + plain));
        index += plain;
        continue;
      }
      const begun = this.#beginsEnclosure(text, index);
      if (begun > 0) {
        index += begun;
        continue;
      }
      const character = text.charAt(index);
      if ('([{'.includes(character)) this.#open.push(character);
      else if (')]}'.includes(character)) {
        const depthBefore = this.#open.length;
        const opened = this.#close(character, floor);
        floor = Math.min(floor, this.#open.length);
        closing.push({ index, opened, depthBefore, depth: this.#open.length });
      }
      this.#lastCode.saw(character);
      index++;
    }
    return closing;
  }

  #close(character: string, floor: number): ClosingBracket['opened'] {
    const opener = openerOf[character] ?? '';
    const isInsertion = character === '}' && this.#open.at(-1) === insertion;
    const at = isInsertion ? this.#open.length - 1 : this.#open.lastIndexOf(opener);
    if (at < 0) {
      this.#stray++;
      return 'nowhere';
    }
    if (at < this.#open.length - 1) {
      this.#skipped = [...this.#skipped, ...this.#open.slice(at + 1)];
    }
    this.#open.length = at;
    if (isInsertion) this.#enclosure = { kind: 'string', end: '`', endsWithLine: false };
    return at < floor ? 'before' : 'here';
  }

  /** Goes on to the end of a string or comment, or of the text; returns where that is. */
  #throughEnclosure(text: string, from: number, enclosure: Enclosure): number {
    return enclosure.kind === 'comment'
      ? this.#throughComment(text, from, enclosure)
      : this.#throughString(text, from, enclosure);
  }

  #throughComment(text: string, from: number, { end }: Enclosure): number {
    const at = text.indexOf(end, from);
    if (at < 0) return text.length;
    this.#enclosure = undefined;
    return at + end.length;
  }

  #throughString(text: string, from: number, { end, endsWithLine }: Enclosure): number {
    for (let index = from; index < text.length; index++) {
      const isEscape = text[index] === '\\';
      if (isEscape && text[index + 1] !== '\n') index++;
      else if (!isEscape && text.startsWith(end, index)) {
        this.#enclosure = undefined;
        this.#lastCode.sawOther('"');
        return index + end.length;
      } else if (endsWithLine && text[index] === '\n') {
        this.#enclosure = undefined;
        // A string that a backslash carries on isn't followed further, nor is it broken.
        if (text[index - 1] !== '\\') this.#unended++;
        return index;
      } else if (this.#language.isScript && end === '`' && text.startsWith('${', index)) {
        this.#open.push(insertion);
        this.#enclosure = undefined;
        this.#lastCode.sawOther('{');
        return index + 2;
      }
    }
    return text.length;
  }

  /** Returns the characters to advance by where a string, comment or regular expression begins, else 0. */
  #beginsEnclosure(text: string, index: number): number {
    const language = this.#language;
    const block = language.blockComments.find(([begin]) => text.startsWith(begin, index));
    if (block)
      return this.#enter({ kind: 'comment', end: block[1], endsWithLine: false }, block[0]);
    const comment = language.lineComments.find((begin) => text.startsWith(begin, index));
    if (comment !== undefined && isCommentThere(comment, text, index)) {
      return this.#enter(lineComment, comment);
    }
    const long = language.longQuotes.find((quote) => text.startsWith(quote, index));
    if (long !== undefined) {
      return this.#enter({ kind: 'string', end: long, endsWithLine: false }, long);
    }
    const character = text.charAt(index);
    if (language.quotes.includes(character)) {
      return this.#enter({ kind: 'string', end: character, endsWithLine: true }, character);
    }
    if (character === "'" && language.singleCharacters)
      return lengthAt(characterLiteral, text, index);
    if (character === '/' && language.isScript && this.#mayBeginExpression()) {
      const length = lengthAt(regularExpression, text, index);
      if (length > 0) this.#lastCode.sawOther('"');
      return length;
    }
    return 0;
  }

  #enter(enclosure: Enclosure, begin: string): number {
    this.#enclosure = enclosure;
    return begin.length;
  }

  #mayBeginExpression(): boolean {
    const before = this.#lastCode.text.trimEnd();
    return before === '' || /[(,=:[!&|?{;+\-*%~^<>]$/.test(before) || beforeExpression.test(before);
  }
}

const plainCodes = new WeakMap<CodeLanguage, RegExp>();

/** Matches a run of characters that can't begin or end a bracket, a string or a comment. */
function plainCodeIn(language: CodeLanguage): RegExp {
  const known = plainCodes.get(language);
  if (known !== undefined) return known;
  const { lineComments, blockComments, quotes, longQuotes, singleCharacters, isScript } = language;
  const beginnings = [...lineComments, ...blockComments.map(([begin]) => begin), ...longQuotes]
    .map((begin) => begin.charAt(0))
    .concat('()[]{}', quotes, singleCharacters ? "'" : '', isScript ? '/' : '')
    .join('');
  const pattern = new RegExp(`[^${beginnings.replaceAll(/[\]\\^-]/g, '\\$&')}]+`, 'y');
  plainCodes.set(language, pattern);
  return pattern;
}

/** `#` begins a comment only in front of a word (`$#`, `${#list}` and `#[derive]` are code). */
function isCommentThere(begin: string, text: string, index: number): boolean {
  if (begin !== '#') return true;
  return text[index + 1] !== '[' && !/[\w${]/.test(text[index - 1] ?? '');
}

function lengthAt(pattern: RegExp, text: string, index: number): number {
  pattern.lastIndex = index;
  return pattern.exec(text)?.[0].length ?? 0;
}
