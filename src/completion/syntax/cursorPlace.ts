import { isBlank } from '../text/indentation.ts';
import { findFirstLineWithText } from '../text/lines.ts';
import type { TextView } from '../text/textView.ts';
import { getCodeLanguage, type CodeLanguage } from './codeLanguage.ts';
import {
  areMatchingBrackets,
  balanced,
  CodeScanner,
  isWorse,
  type ClosingBracket,
  type CodeKind,
  type Imbalance,
} from './codeScanner.ts';
import type { SyntaxTree } from './syntaxTree.ts';

/** Extent of the text in which brackets are scanned, in UTF-16 code units to each side of the cursor. */
const maxScannedUnits = 100_000;

/**
 * Syntactic surroundings of a cursor, as needed to end a text and to filter it. Created once for
 * each completion.
 */
export class CursorPlace {
  readonly view: TextView;
  /** Undefined in prose. */
  readonly language: CodeLanguage | undefined;
  readonly syntaxTree: SyntaxTree | undefined;
  /** Kind of a character at the cursor. */
  readonly kind: CodeKind;
  /** Closing quote of the string that the cursor is in. */
  readonly quote: string | undefined;
  /** Innermost open bracket around the cursor. */
  readonly innermost: string | undefined;
  /** First line below the cursor's line that isn't blank. */
  readonly nextLine: string | undefined;
  /** Imbalance without any text at the cursor. */
  readonly imbalance: Imbalance;
  /** Number of brackets open before the cursor and not closed after it: a text may close as many. */
  readonly closableBrackets: number;

  readonly #lineStartScanner: CodeScanner | undefined;
  readonly #imbalances = new Map<string, Imbalance>();
  readonly #open: readonly string[];
  /** Depths to which the brackets after the cursor, on its line, close. */
  readonly #lineDepths: readonly number[];

  /** @param languageId VS Code's identifier of the language. */
  constructor(view: TextView, languageId: string, syntaxTree?: SyntaxTree) {
    this.view = view;
    this.language = getCodeLanguage(languageId);
    this.syntaxTree = syntaxTree;
    this.nextLine = findFirstLineWithText(view.suffix.slice(view.lineAfter.length + 1));
    this.#lineStartScanner = this.language && createLineScanner(view, this.language);
    const cursorScanner = this.#lineStartScanner?.copy();
    cursorScanner?.scan(view.lineBefore);
    this.kind = cursorScanner?.kind ?? 'code';
    this.quote = cursorScanner?.quote;
    this.#open = cursorScanner?.open ?? [];
    this.innermost = this.#open.at(-1);
    const after = view.suffix.slice(0, maxScannedUnits);
    const closing = cursorScanner?.copyWithoutBrackets().scan(after) ?? [];
    const strays = closing.filter(({ openerLocation }) => openerLocation === 'nowhere');
    const inLine = strays.filter(({ index }) => index < view.lineAfter.length).length;
    const closers = strays.map(({ index }) => after.charAt(index));
    // Brackets that the rest of the line closes have to stay open until there.
    this.closableBrackets = inLine > 0 ? 0 : countUnclosed(this.#open, closers);
    this.imbalance = this.computeImbalance('', 0);
    this.#lineDepths = this.#computeLineDepths('', 0);
  }

  /** Returns the imbalance with a text at the cursor that replaces some text after it. */
  computeImbalance(text: string, replaces: number): Imbalance {
    // Filters check the same texts repeatedly, and each check scans all text after the cursor.
    const key = `${replaces} ${text}`;
    const cachedImbalance = this.#imbalances.get(key);
    if (cachedImbalance !== undefined) return cachedImbalance;
    const scanner = this.#lineStartScanner?.copy();
    const after = this.view.suffix.slice(replaces, maxScannedUnits);
    scanner?.scan(`${this.view.lineBefore}${text}${after}`);
    const imbalance = scanner?.imbalance ?? balanced;
    this.#imbalances.set(key, imbalance);
    return imbalance;
  }

  /**
   * Returns whether a text adds an imbalance, or changes which bracket a closing bracket after the
   * cursor, on its line, belongs to: then the text itself closes the former one.
   */
  unbalances(text: string, replaces: number): boolean {
    const imbalance = this.computeImbalance(text, replaces);
    if (isWorse(imbalance, this.imbalance) || this.#swallowsRest(text, replaces)) return true;
    if (imbalance.unclosed.length < this.imbalance.unclosed.length) return false;
    const depths = this.#computeLineDepths(text, replaces);
    const before = this.#lineDepths.slice(-depths.length);
    return depths.some((depth, index) => depth !== before[index]);
  }

  /** Returns whether the rest of the line would be within a comment of the text. */
  #swallowsRest(text: string, replaces: number): boolean {
    if (this.kind !== 'code' || isBlank(this.view.lineAfter.slice(replaces))) return false;
    return this.scanText(text).kind === 'comment';
  }

  #computeLineDepths(text: string, replaces: number): number[] {
    const { lineBefore, lineAfter } = this.view;
    const start = lineBefore.length + text.length;
    const code = `${lineBefore}${text}${lineAfter.slice(replaces)}`;
    const closing = this.#lineStartScanner?.copy().scan(code) ?? [];
    return closing
      .filter(({ index }) => index >= start)
      .map(({ openerLocation, depth }) => (openerLocation === 'nowhere' ? -1 : depth))
      .filter((depth) => depth < this.#open.length);
  }

  /** Scans a text that begins at the cursor. */
  scanText(text: string): ScannedText {
    const scanner = this.#lineStartScanner?.copy();
    const { length } = this.view.lineBefore;
    const closing = scanner?.scan(`${this.view.lineBefore}${text}`) ?? [];
    return {
      closing: closing
        .filter(({ index }) => index >= length)
        .map((bracket) => ({
          ...bracket,
          index: bracket.index - length,
          depthBefore: bracket.depthBefore - this.#open.length,
          depth: bracket.depth - this.#open.length,
        })),
      depth: (scanner?.open.length ?? 0) - this.#open.length,
      kind: scanner?.kind ?? 'code',
      isMultiline: scanner?.isMultiline ?? false,
    };
  }
}

/** Scan of a text from the cursor on, with the state at its end. */
export interface ScannedText {
  /** Brackets that it closes; their depths are relative to the cursor's. */
  readonly closing: readonly ClosingBracket[];
  /** Number of brackets open at its end, relative to the cursor; negative where it closed some of those. */
  readonly depth: number;
  readonly kind: CodeKind;
  /** True where it ends in a string or comment that continues in the next line. */
  readonly isMultiline: boolean;
}

/** Counts the open brackets that the closers leave open, if the outermost are closed last. */
function countUnclosed(open: readonly string[], closers: readonly string[]): number {
  const firstUnclosed = open.findIndex(
    (opener, index) => !areMatchingBrackets(opener, closers.at(-1 - index)),
  );
  return firstUnclosed < 0 ? 0 : open.length - firstUnclosed;
}

function createLineScanner(view: TextView, language: CodeLanguage): CodeScanner {
  const scanner = new CodeScanner(language);
  const end = view.prefix.length - view.lineBefore.length;
  const cut = end > maxScannedUnits ? view.prefix.indexOf('\n', end - maxScannedUnits) + 1 : 0;
  scanner.scan(view.prefix.slice(cut, end));
  return scanner;
}
