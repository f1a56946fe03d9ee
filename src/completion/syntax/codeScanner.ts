import type { CodeLanguage } from './codeLanguage.ts';
import { LastCode } from './lastCode.ts';

/** Kind of code that characters belong to. */
export type CodeKind = 'code' | 'string' | 'comment';

/** Closing bracket in a scanned piece of code. */
export interface ClosingBracket {
  /** Position in the scanned text, in UTF-16 code units. */
  readonly index: number;
  /** Place of the bracket that it closes: in the text, before it, or nowhere. */
  readonly opened: 'here' | 'before' | 'nowhere';
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
  readonly unended: number;
}

export const balanced: Imbalance = { stray: 0, unclosed: [], unended: 0 };

/**
 * Returns whether `one` has an imbalance that `other` does not have. A bracket doesn't compensate
 * for one of another kind: `) {` closes an open bracket, and leaves a block without its end.
 */
export function isWorse(one: Imbalance, other: Imbalance): boolean {
  if (one.stray > other.stray || one.unended > other.unended) return true;
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
export function areTwins(opener: string | undefined, closer: string | undefined): boolean {
  return opener === '$' ? closer === '}' : opener === openerOf[closer ?? ''];
}

const openerOf: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
/** Entry of the stack for `${`. */
const insertion = '$';
const lineComment: Enclosure = { kind: 'comment', end: '\n', endsWithLine: true };

/** Keywords after which `/` begins a regular expression. */
const beforeExpression =
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
  #skipped: readonly string[] = [];
  #unended = 0;

  /**
   * @param from scanner whose state this one continues from.
   * @param plainCode pattern of the code that can be skipped; derived from the language where it is
   *   left out.
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
  get isWithinLines(): boolean {
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
      unclosed: [...this.#skipped, ...this.#open],
      unended: this.#unended + (this.#enclosure?.kind === 'string' ? 1 : 0),
    };
  }

  /** Scans the next piece of code and returns the brackets that it closes. */
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

  /** Advances to the end of a string or comment, or of the text, and returns that position. */
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
        // A string continued by a backslash isn't scanned further and doesn't count as unended.
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

/**
 * Returns whether a comment mark begins a comment here. `#` is code in `$#`, `${#list}` and
 * `#[derive]`.
 */
function isCommentThere(begin: string, text: string, index: number): boolean {
  if (begin !== '#') return true;
  return text[index + 1] !== '[' && !/[\w${]/.test(text[index - 1] ?? '');
}

function lengthAt(pattern: RegExp, text: string, index: number): number {
  pattern.lastIndex = index;
  return pattern.exec(text)?.[0].length ?? 0;
}
