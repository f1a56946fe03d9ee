import { isOnlyClosers, isSubsequence } from './closers.ts';
import { copyText, hashText } from './hashText.ts';

/** Cursor position in a document. */
export interface CursorPosition {
  /** Identifier of the document. */
  readonly document: string;
  /** Text of the document before the cursor. */
  readonly before: string;
  /** Text of the document after the cursor. */
  readonly after: string;
}

/** Text that may be inserted at a place. */
export interface Suggestion {
  readonly text: string;
  /** Number of UTF-16 code units after the cursor, on its line, that the text replaces. */
  readonly replaces: number;
  /** True where the time limit cut the text: the rest of it may follow. */
  readonly isCut?: boolean;
}

/** Suggestion as it was generated, with its place. */
export interface CachedSuggestion {
  /**
   * Fingerprints of the text above the anchor: `key` of its end, `above` of all of it that is compared.
   */
  readonly key: number;
  readonly aboveHash: number;
  /** Text from the anchor to the cursor. */
  readonly anchorText: string;
  text: string;
  /** Text after the cursor that the suggestion replaces. */
  replaced: string;
  /** Fingerprint of the text after that. */
  afterHash: number;
  isCut: boolean;
  isRejected: boolean;
}

/** Rest of a suggestion at a place. */
export interface SuggestionMatch extends Suggestion {
  readonly entry: CachedSuggestion;
}

/** Suggestion after one of the anchors before a place. */
interface NearbySuggestion {
  readonly entry: CachedSuggestion;
  /** Text from the anchor to the place. */
  readonly anchorText: string;
}

/** Maximum number of suggestions, and of UTF-16 code units of all their texts. */
const capacity = { entries: 256, units: 1 << 18 };

/** Extent of the text around a place that must be the same, in UTF-16 code units. */
const comparedUnits = { above: 1024, after: 256, key: 32 };

/** Distance between anchors in a long line, in UTF-16 code units. */
const anchorSpacing = 512;

/** Maximum distance to the start of a suggestion that was typed along, in UTF-16 code units and anchors. */
const maxTypedDistance = { units: 8192, anchors: 80 };

/** Maximum length of the text that the editor inserts after the cursor by itself, in UTF-16 code units. */
const maxClosers = 64;

/**
 * Cache of recent suggestions. It answers at once, without a request to the engine, when the user types
 * into a suggestion, deletes that again, undoes, accepts a part of the suggestion or returns to its
 * place.
 *
 * A suggestion is stored by its anchor, the line start before it, with fingerprints of the text above the
 * anchor and of the text after the cursor. So it takes little more memory than its own text, and is found
 * again wherever the place has moved in the document.
 */
export class SuggestionCache {
  readonly #byAnchor = new Map<number, CachedSuggestion[]>();
  /** Entries, most recent last. */
  readonly #recent = new Set<CachedSuggestion>();
  #units = 0;

  /** Stores a suggestion. It replaces an entry with the same text at this place. */
  add(position: CursorPosition, { text, replaces, isCut = false }: Suggestion): CachedSuggestion {
    const anchor = findAnchors(position.before)[0] ?? 0;
    const entry: CachedSuggestion = {
      key: hashAbove(position, anchor, comparedUnits.key),
      aboveHash: hashAbove(position, anchor, comparedUnits.above),
      anchorText: copyText(position.before.slice(anchor)),
      text: copyText(text),
      replaced: copyText(position.after.slice(0, replaces)),
      afterHash: hashAfter(position.after, replaces),
      isCut,
      isRejected: false,
    };
    for (const other of this.#byAnchor.get(entry.key) ?? []) {
      if (isSameSuggestion(other, entry)) this.#remove(other);
    }
    this.#byAnchor.set(entry.key, [...(this.#byAnchor.get(entry.key) ?? []), entry]);
    this.#recent.add(entry);
    this.#units += computeSize(entry);
    this.#evictOldest();
    return entry;
  }

  /**
   * Continues a suggestion at its end.
   *
   * @param suggestion of the place: the rest of the text there, and more.
   * @returns false where it is no longer kept, leads to a text that was rejected, does not fit the place,
   *   or has not grown.
   */
  extend(entry: CachedSuggestion, position: CursorPosition, suggestion: Suggestion): boolean {
    const { text, replaces, isCut = false } = suggestion;
    entry.isCut = isCut;
    const anchorText = this.#findNearby(position).find((near) => near.entry === entry)?.anchorText;
    const typed = anchorText === undefined ? undefined : findTypedLength(entry, anchorText);
    if (typed === undefined) return false;
    const left = entry.text.slice(typed);
    if (text.length <= left.length || !text.startsWith(left)) return false;
    if (this.wasRejected(position, suggestion)) return false;
    this.#units -= computeSize(entry);
    entry.text = copyText(entry.text.slice(0, typed) + text);
    entry.replaced = copyText(position.after.slice(0, replaces));
    entry.afterHash = hashAfter(position.after, replaces);
    this.#units += computeSize(entry);
    this.#evictOldest();
    return true;
  }

  /**
   * Returns the rest of the suggestions that fit this place and weren't rejected: each text once, newest
   * first.
   */
  findAll(position: CursorPosition): SuggestionMatch[] {
    const matches = this.#findMatches(position);
    if (matches.length === 0) return [];
    const order = [...this.#recent];
    const rejected = this.#findNearby(position).filter(({ entry }) => entry.isRejected);
    return matches
      .filter((match) => {
        const { isRejected, isCut } = match.entry;
        return !isRejected && !producesSameText(rejected, position, { ...match, isCut });
      })
      .sort((one, other) => order.indexOf(other.entry) - order.indexOf(one.entry))
      .filter(({ text }, index, all) => all.findIndex((other) => other.text === text) === index);
  }

  /**
   * Returns whether the suggestion for exactly this place was rejected: a request would return it again.
   */
  isRejectedAt(position: CursorPosition): boolean {
    return this.#findMatches(position).some(
      ({ entry, text }) => entry.isRejected && text.length === entry.text.length,
    );
  }

  /** Returns whether this suggestion leads to a text that was rejected, here or some characters away. */
  wasRejected(position: CursorPosition, suggestion: Suggestion): boolean {
    const rejected = this.#findNearby(position).filter(({ entry }) => entry.isRejected);
    return producesSameText(rejected, position, suggestion);
  }

  /** Marks a suggestion as rejected by the user, so that it is no longer found. */
  reject(entry: CachedSuggestion): void {
    entry.isRejected = true;
  }

  /** Clears the rejections around this place, for a completion that the user invoked. */
  clearRejections(position: CursorPosition): void {
    for (const { entry } of this.#findNearby(position)) entry.isRejected = false;
  }

  /** Removes all suggestions. After a change of the model they are no longer its answers. */
  clear(): void {
    this.#byAnchor.clear();
    this.#recent.clear();
    this.#units = 0;
  }

  /** Number of suggestions kept, and of UTF-16 code units of all their texts. */
  get size(): { readonly entries: number; readonly units: number } {
    return { entries: this.#recent.size, units: this.#units };
  }

  #findMatches(position: CursorPosition): SuggestionMatch[] {
    return this.#findNearby(position).flatMap(({ entry, anchorText }) => {
      const typed = findTypedLength(entry, anchorText);
      if (typed === undefined) return [];
      const left = fitAfterCursor(entry, entry.text.slice(typed), position.after);
      return left === undefined ? [] : [{ ...left, entry }];
    });
  }

  /** Returns the suggestions after the anchors before this place. */
  #findNearby(position: CursorPosition): NearbySuggestion[] {
    if (this.#recent.size === 0) return [];
    return findAnchors(position.before).flatMap((anchor) => {
      const entries = this.#byAnchor.get(hashAbove(position, anchor, comparedUnits.key));
      if (entries === undefined) return [];
      const above = hashAbove(position, anchor, comparedUnits.above);
      return entries
        .filter((entry) => entry.aboveHash === above)
        .map((entry) => ({ entry, anchorText: position.before.slice(anchor) }));
    });
  }

  #evictOldest(): void {
    for (const oldest of this.#recent) {
      const isFull = this.#recent.size > capacity.entries || this.#units > capacity.units;
      if (!isFull || this.#recent.size === 1) return;
      this.#remove(oldest);
    }
  }

  #remove(entry: CachedSuggestion): void {
    const others = (this.#byAnchor.get(entry.key) ?? []).filter((other) => other !== entry);
    if (others.length > 0) this.#byAnchor.set(entry.key, others);
    else this.#byAnchor.delete(entry.key);
    if (this.#recent.delete(entry)) this.#units -= computeSize(entry);
  }
}

/** Returns the line starts before a place, and regular offsets within long lines, nearest first. */
function findAnchors(before: string): number[] {
  const anchors: number[] = [];
  const minOffset = before.length - maxTypedDistance.units;
  let end = before.length;
  while (anchors.length < maxTypedDistance.anchors) {
    const lineStart = end === 0 ? 0 : before.lastIndexOf('\n', end - 1) + 1;
    for (let at = end - ((end - lineStart) % anchorSpacing); at >= lineStart; at -= anchorSpacing) {
      if (at < minOffset || anchors.length === maxTypedDistance.anchors) return anchors;
      anchors.push(at);
    }
    if (lineStart === 0) break;
    end = lineStart - 1;
  }
  return anchors;
}

/** @param units maximum length of the text above the anchor that counts, in UTF-16 code units. */
function hashAbove({ document, before }: CursorPosition, anchor: number, units: number): number {
  return hashText(`${document}\0${before.slice(Math.max(0, anchor - units), anchor)}`);
}

/**
 * Returns whether accepting a suggestion gives the same text as accepting one of the others. A suggestion
 * that was cut is only the beginning of a text and is compared as such.
 */
function producesSameText(
  others: readonly NearbySuggestion[],
  position: CursorPosition,
  { text, replaces, isCut = false }: Suggestion,
): boolean {
  if (others.length === 0) return false;
  const after = hashAfter(position.after, replaces);
  return others.some(({ entry, anchorText }) => {
    if (entry.afterHash !== after) return false;
    const resultText = (anchorText + text).trimEnd();
    const otherResultText = (entry.anchorText + entry.text).trimEnd();
    if (isCut && otherResultText.startsWith(resultText)) return true;
    return (
      resultText === otherResultText || (entry.isCut && resultText.startsWith(otherResultText))
    );
  });
}

function hashAfter(after: string, from: number): number {
  return hashText(after.slice(from, from + comparedUnits.after));
}

function computeSize({ anchorText, text, replaced }: CachedSuggestion): number {
  return anchorText.length + text.length + replaced.length;
}

function isSameSuggestion(one: CachedSuggestion, other: CachedSuggestion): boolean {
  return (
    one.aboveHash === other.aboveHash &&
    one.afterHash === other.afterHash &&
    one.replaced === other.replaced &&
    one.anchorText === other.anchorText &&
    one.text === other.text
  );
}

/**
 * Returns the length of a suggestion that is already typed; undefined where other text, or all of it, was
 * typed.
 */
function findTypedLength(
  { anchorText: storedText, text }: CachedSuggestion,
  anchorText: string,
): number | undefined {
  if (!anchorText.startsWith(storedText)) return undefined;
  const typed = anchorText.slice(storedText.length);
  return typed.length < text.length && text.startsWith(typed) ? typed.length : undefined;
}

/**
 * Returns the rest of a suggestion as it fits the text that now follows the cursor. When the user types
 * `(` or `{` and Enter, the editor inserts closers that the suggestion also contains; they are inserted
 * only once.
 */
function fitAfterCursor(
  { replaced, afterHash: expectedHash }: CachedSuggestion,
  rest: string,
  after: string,
) {
  const maxCount = Math.min(after.length, Math.max(maxClosers, replaced.length));
  for (let count = 0; count <= maxCount; count++) {
    const between = after.slice(0, count);
    if (!isOnlyClosers(between) && !replaced.endsWith(between)) continue;
    if (hashAfter(after, count) === expectedHash) return joinSuggestion(between, rest, replaced);
  }
  return undefined;
}

function joinSuggestion(between: string, rest: string, replaced: string): Suggestion | undefined {
  // VS Code replaces text on one line only.
  if (between.includes('\n')) {
    const isContained = rest.endsWith(between) && rest.length > between.length;
    return isContained ? { text: rest.slice(0, -between.length), replaces: 0 } : undefined;
  }
  const isTypedOver = isSubsequence(between, rest) || replaced.endsWith(between);
  return isTypedOver ? { text: rest, replaces: between.length } : undefined;
}
