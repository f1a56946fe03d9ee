import type { CodeLanguage } from './codeLanguage.ts';
import { LastCode } from './lastCode.ts';

/** Kind of code that characters belong to. */
export type CodeKind = 'code' | 'string' | 'comment';

/** Closing bracket in a scanned piece of code. */
export interface ClosingBracket {
  /** Position in the scanned text, in UTF-16 code units. */
  readonly index: number;
  /** Place of the bracket that it closes: in the text, before it, or nowhere. */
  readonly openerLocation: 'here' | 'before' | 'nowhere';
  /** Number of open brackets before it and, in `depth`, after it. */
  readonly depthBefore: number;
  readonly depth: number;
}

/** Unbalanced brackets and strings of a piece of code. */
export interface Imbalance {
  /** Number of closing brackets without an opening one. */
  readonly stray: number;
  /** Opening brackets without a closing one, in no order; `$` stands for `${`. */
  readonly unclosed: readonly string[];
  /** Number of strings without a closing quote. */
  readonly unterminated: number;
}

export const balanced: Imbalance = { stray: 0, unclosed: [], unterminated: 0 };

/**
 * Returns whether `one` has an imbalance that `other` does not have. A bracket doesn't compensate
 * for one of another kind: `) {` closes an open bracket, and leaves a block without its end.
 */
export function isWorse(one: Imbalance, other: Imbalance): boolean {
  if (one.stray > other.stray || one.unterminated > other.unterminated) return true;
  const count = ({ unclosed }: Imbalance, kind: string) =>
    unclosed.filter((bracket) => bracket === kind).length;
  return one.unclosed.some((kind) => count(one, kind) > count(other, kind));
}

/** String or comment that the scanner is in. */
interface Enclosure {
  readonly kind: 'string' | 'comment';
  /** Text that ends it, in addition to the end of the line. */
  readonly end: string;
  readonly endsWithLine: boolean;
}

/** Returns whether a closing bracket belongs to an opening one; `$` stands for `${`. */
export function areMatchingBrackets(
  opener: string | undefined,
  closer: string | undefined,
): boolean {
  return opener === '$' ? closer === '}' : opener === openerByCloser[closer ?? ''];
}

const openerByCloser: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
/** Entry of the stack for `${`. */
const interpolation = '$';
const lineComment: Enclosure = { kind: 'comment', end: '\n', endsWithLine: true };

/** Keywords after which `/` begins a regular expression. */
const wordBeforeRegex =
  /(?:^|[^\w$.])(?:return|typeof|case|in|of|delete|void|throw|new|else|do|yield|await)$/;
const regularExpression = /\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/y;
const characterLiteral = /'(?:\\[^\n']+|\\'|[^'\\\n]{1,2})'/y;

/**
 * Incremental scanner of the brackets, strings and comments in code. Pieces may be cut anywhere
 * except within the delimiters of a string or comment; a cut at a line start is always safe.
 */
export class CodeScanner {
  readonly #language: CodeLanguage;
  /** Pattern of code without delimiters: most of the code, which is skipped as a whole. */
  readonly #plainCode: RegExp;
  readonly #open: string[];
  #enclosure: Enclosure | undefined;
  readonly #lastCode: LastCode;
  #stray = 0;
  /** Brackets that were still open when one around them was closed. */
  #skippedBrackets: readonly string[] = [];
  #unterminated = 0;

  /**
   * @param from scanner whose state this one continues from.
   * @param plainCode pattern of the code that can be skipped; derived from the language where it is
   *   left out.
   */
  constructor(
    language: CodeLanguage,
    from?: CodeScanner,
    plainCode = getPlainCodePattern(language),
  ) {
    this.#language = language;
    this.#plainCode = plainCode;
    this.#open = [];
    this.#lastCode = new LastCode(from === undefined ? '' : from.#lastCode.text);
    if (from === undefined) return;
    this.#open = [...from.#open];
    this.#enclosure = from.#enclosure;
    this.#stray = from.#stray;
    this.#skippedBrackets = from.#skippedBrackets;
    this.#unterminated = from.#unterminated;
  }

  copy(): CodeScanner {
    return new CodeScanner(this.#language, this);
  }

  /** Returns a scanner in the same string or comment, without open brackets. */
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
  get isMultiline(): boolean {
    return this.#enclosure !== undefined && !this.#enclosure.endsWithLine;
  }

  /** Closing quote of the current string; undefined outside of strings. */
  get quote(): string | undefined {
    return this.#enclosure?.kind === 'string' ? this.#enclosure.end : undefined;
  }

  /** Currently open brackets, the outermost first; `$` stands for `${`. */
  get open(): readonly string[] {
    return this.#open;
  }

  get imbalance(): Imbalance {
    return {
      stray: this.#stray,
      unclosed: [...this.#skippedBrackets, ...this.#open],
      unterminated: this.#unterminated + (this.#enclosure?.kind === 'string' ? 1 : 0),
    };
  }

  /** Scans the next piece of code and returns the brackets that it closes. */
  scan(text: string): ClosingBracket[] {
    const closing: ClosingBracket[] = [];
    let floor = this.#open.length;
    for (let index = 0; index < text.length;) {
      if (this.#enclosure !== undefined) {
        index = this.#skipEnclosure(text, index, this.#enclosure);
        continue;
      }
      const plain = measureMatch(this.#plainCode, text, index);
      if (plain > 0) {
        this.#lastCode.append(text.slice(index, index + plain));
        index += plain;
        continue;
      }
      const openingLength = this.#beginEnclosure(text, index);
      if (openingLength > 0) {
        index += openingLength;
        continue;
      }
      const character = text.charAt(index);
      if ('([{'.includes(character)) this.#open.push(character);
      else if (')]}'.includes(character)) {
        const depthBefore = this.#open.length;
        const openerLocation = this.#close(character, floor);
        floor = Math.min(floor, this.#open.length);
        closing.push({ index, openerLocation, depthBefore, depth: this.#open.length });
      }
      this.#lastCode.append(character);
      index++;
    }
    return closing;
  }

  #close(character: string, floor: number): ClosingBracket['openerLocation'] {
    const opener = openerByCloser[character] ?? '';
    const isInterpolation = character === '}' && this.#open.at(-1) === interpolation;
    const at = isInterpolation ? this.#open.length - 1 : this.#open.lastIndexOf(opener);
    if (at < 0) {
      this.#stray++;
      return 'nowhere';
    }
    if (at < this.#open.length - 1) {
      this.#skippedBrackets = [...this.#skippedBrackets, ...this.#open.slice(at + 1)];
    }
    this.#open.length = at;
    if (isInterpolation) this.#enclosure = { kind: 'string', end: '`', endsWithLine: false };
    return at < floor ? 'before' : 'here';
  }

  /** Advances to the end of a string or comment, or of the text, and returns that position. */
  #skipEnclosure(text: string, from: number, enclosure: Enclosure): number {
    return enclosure.kind === 'comment'
      ? this.#skipComment(text, from, enclosure)
      : this.#skipString(text, from, enclosure);
  }

  #skipComment(text: string, from: number, { end }: Enclosure): number {
    const at = text.indexOf(end, from);
    if (at < 0) return text.length;
    this.#enclosure = undefined;
    return at + end.length;
  }

  #skipString(text: string, from: number, { end, endsWithLine }: Enclosure): number {
    for (let index = from; index < text.length; index++) {
      const isEscape = text[index] === '\\';
      if (isEscape && text[index + 1] !== '\n') index++;
      else if (!isEscape && text.startsWith(end, index)) {
        this.#enclosure = undefined;
        this.#lastCode.replace('"');
        return index + end.length;
      } else if (endsWithLine && text[index] === '\n') {
        this.#enclosure = undefined;
        // A string continued by a backslash isn't scanned further and doesn't count as unended.
        if (text[index - 1] !== '\\') this.#unterminated++;
        return index;
      } else if (this.#language.isScript && end === '`' && text.startsWith('${', index)) {
        this.#open.push(interpolation);
        this.#enclosure = undefined;
        this.#lastCode.replace('{');
        return index + 2;
      }
    }
    return text.length;
  }

  /** Returns the characters to advance by where a string, comment or regular expression begins, else 0. */
  #beginEnclosure(text: string, index: number): number {
    const language = this.#language;
    const block = language.blockComments.find(([begin]) => text.startsWith(begin, index));
    if (block)
      return this.#enter({ kind: 'comment', end: block[1], endsWithLine: false }, block[0]);
    const comment = language.lineComments.find((begin) => text.startsWith(begin, index));
    if (comment !== undefined && isCommentStart(comment, text, index)) {
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
    if (character === "'" && language.hasCharacterLiterals)
      return measureMatch(characterLiteral, text, index);
    if (character === '/' && language.isScript && this.#mayBeginRegex()) {
      const length = measureMatch(regularExpression, text, index);
      if (length > 0) this.#lastCode.replace('"');
      return length;
    }
    return 0;
  }

  #enter(enclosure: Enclosure, begin: string): number {
    this.#enclosure = enclosure;
    return begin.length;
  }

  #mayBeginRegex(): boolean {
    const before = this.#lastCode.text.trimEnd();
    return before === '' || /[(,=:[!&|?{;+\-*%~^<>]$/.test(before) || wordBeforeRegex.test(before);
  }
}

const plainCodePatterns = new WeakMap<CodeLanguage, RegExp>();

/** Matches a run of characters that can't begin or end a bracket, a string or a comment. */
function getPlainCodePattern(language: CodeLanguage): RegExp {
  const cachedPattern = plainCodePatterns.get(language);
  if (cachedPattern !== undefined) return cachedPattern;
  const { lineComments, blockComments, quotes, longQuotes, hasCharacterLiterals, isScript } =
    language;
  const beginnings = [...lineComments, ...blockComments.map(([begin]) => begin), ...longQuotes]
    .map((begin) => begin.charAt(0))
    .concat('()[]{}', quotes, hasCharacterLiterals ? "'" : '', isScript ? '/' : '')
    .join('');
  const pattern = new RegExp(`[^${beginnings.replaceAll(/[\]\\^-]/g, '\\$&')}]+`, 'y');
  plainCodePatterns.set(language, pattern);
  return pattern;
}

/**
 * Returns whether a comment mark begins a comment here. `#` is code in `$#`, `${#list}` and
 * `#[derive]`.
 */
function isCommentStart(begin: string, text: string, index: number): boolean {
  if (begin !== '#') return true;
  return text[index + 1] !== '[' && !/[\w${]/.test(text[index - 1] ?? '');
}

function measureMatch(pattern: RegExp, text: string, index: number): number {
  pattern.lastIndex = index;
  return pattern.exec(text)?.[0].length ?? 0;
}
