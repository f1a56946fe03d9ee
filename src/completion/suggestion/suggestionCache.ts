import { isOnlyClosers, isSubsequence } from './closers.ts';
import { ownCopy, textHash } from './textHash.ts';

/** Cursor position in a document. */
export interface Place {
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
export interface Entry {
  /**
   * Fingerprints of the text above the anchor: `key` of its end, `above` of all of it that is compared.
   */
  readonly key: number;
  readonly above: number;
  /** Text from the anchor to the cursor. */
  readonly written: string;
  text: string;
  /** Text after the cursor that the suggestion replaces. */
  replaced: string;
  /** Fingerprint of the text after that. */
  after: number;
  isCut: boolean;
  isRejected: boolean;
}

/** Rest of a suggestion at a place. */
export interface Known extends Suggestion {
  readonly entry: Entry;
}

/** Suggestion after one of the anchors before a place. */
interface Near {
  readonly entry: Entry;
  /** Text from the anchor to the place. */
  readonly written: string;
}

/** Maximum number of suggestions, and of UTF-16 code units of all their texts. */
const capacity = { entries: 256, units: 1 << 18 };

/** Extent of the text around a place that must be the same, in UTF-16 code units. */
const reach = { above: 1024, after: 256, key: 32 };

/** Distance between anchors in a long line, in UTF-16 code units. */
const stride = 512;

/** Maximum distance to the start of a suggestion that was typed along, in UTF-16 code units and anchors. */
const typedAlong = { units: 8192, anchors: 80 };

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
  readonly #byAnchor = new Map<number, Entry[]>();
  /** Entries, most recent last. */
  readonly #recent = new Set<Entry>();
  #units = 0;

  /** Stores a suggestion. It replaces an entry with the same text at this place. */
  add(place: Place, { text, replaces, isCut = false }: Suggestion): Entry {
    const anchor = anchorsBefore(place.before)[0] ?? 0;
    const entry: Entry = {
      key: hashAbove(place, anchor, reach.key),
      above: hashAbove(place, anchor, reach.above),
      written: ownCopy(place.before.slice(anchor)),
      text: ownCopy(text),
      replaced: ownCopy(place.after.slice(0, replaces)),
      after: hashAfter(place.after, replaces),
      isCut,
      isRejected: false,
    };
    for (const other of this.#byAnchor.get(entry.key) ?? []) {
      if (isSameSuggestion(other, entry)) this.#remove(other);
    }
    this.#byAnchor.set(entry.key, [...(this.#byAnchor.get(entry.key) ?? []), entry]);
    this.#recent.add(entry);
    this.#units += sizeOf(entry);
    this.#makeRoom();
    return entry;
  }

  /**
   * Continues a suggestion at its end.
   *
   * @param suggestion of the place: the rest of the text there, and more.
   * @returns false where it is no longer kept, leads to a text that was rejected, does not fit the place,
   *   or has not grown.
   */
  extend(entry: Entry, place: Place, suggestion: Suggestion): boolean {
    const { text, replaces, isCut = false } = suggestion;
    entry.isCut = isCut;
    const written = this.#near(place).find((near) => near.entry === entry)?.written;
    const typed = written === undefined ? undefined : typedInto(entry, written);
    if (typed === undefined) return false;
    const left = entry.text.slice(typed);
    if (text.length <= left.length || !text.startsWith(left)) return false;
    if (this.wasRejected(place, suggestion)) return false;
    this.#units -= sizeOf(entry);
    entry.text = ownCopy(entry.text.slice(0, typed) + text);
    entry.replaced = ownCopy(place.after.slice(0, replaces));
    entry.after = hashAfter(place.after, replaces);
    this.#units += sizeOf(entry);
    this.#makeRoom();
    return true;
  }

  /**
   * Returns the rest of the suggestions that fit this place and weren't rejected: each text once, newest
   * first.
   */
  all(place: Place): Known[] {
    const matches = this.#matches(place);
    if (matches.length === 0) return [];
    const order = [...this.#recent];
    const rejected = this.#near(place).filter(({ entry }) => entry.isRejected);
    return matches
      .filter((known) => {
        const { isRejected, isCut } = known.entry;
        return !isRejected && !leadsTo(rejected, place, { ...known, isCut });
      })
      .sort((one, other) => order.indexOf(other.entry) - order.indexOf(one.entry))
      .filter(({ text }, index, all) => all.findIndex((other) => other.text === text) === index);
  }

  /**
   * Returns whether the suggestion for exactly this place was rejected: a request would return it again.
   */
  isRejectedAt(place: Place): boolean {
    return this.#matches(place).some(
      ({ entry, text }) => entry.isRejected && text.length === entry.text.length,
    );
  }

  /** Returns whether this suggestion leads to a text that was rejected, here or some characters away. */
  wasRejected(place: Place, suggestion: Suggestion): boolean {
    const rejected = this.#near(place).filter(({ entry }) => entry.isRejected);
    return leadsTo(rejected, place, suggestion);
  }

  /** Marks a suggestion as rejected by the user, so that it is no longer found. */
  reject(entry: Entry): void {
    entry.isRejected = true;
  }

  /** Clears the rejections around this place, for a completion that the user invoked. */
  forgive(place: Place): void {
    for (const { entry } of this.#near(place)) entry.isRejected = false;
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

  #matches(place: Place): Known[] {
    return this.#near(place).flatMap(({ entry, written }) => {
      const typed = typedInto(entry, written);
      if (typed === undefined) return [];
      const left = behindCursor(entry, entry.text.slice(typed), place.after);
      return left === undefined ? [] : [{ ...left, entry }];
    });
  }

  /** Returns the suggestions after the anchors before this place. */
  #near(place: Place): Near[] {
    if (this.#recent.size === 0) return [];
    return anchorsBefore(place.before).flatMap((anchor) => {
      const entries = this.#byAnchor.get(hashAbove(place, anchor, reach.key));
      if (entries === undefined) return [];
      const above = hashAbove(place, anchor, reach.above);
      return entries
        .filter((entry) => entry.above === above)
        .map((entry) => ({ entry, written: place.before.slice(anchor) }));
    });
  }

  #makeRoom(): void {
    for (const oldest of this.#recent) {
      const isFull = this.#recent.size > capacity.entries || this.#units > capacity.units;
      if (!isFull || this.#recent.size === 1) return;
      this.#remove(oldest);
    }
  }

  #remove(entry: Entry): void {
    const others = (this.#byAnchor.get(entry.key) ?? []).filter((other) => other !== entry);
    if (others.length > 0) this.#byAnchor.set(entry.key, others);
    else this.#byAnchor.delete(entry.key);
    if (this.#recent.delete(entry)) this.#units -= sizeOf(entry);
  }
}

/** Returns the line starts before a place, and regular offsets within long lines, nearest first. */
function anchorsBefore(before: string): number[] {
  const anchors: number[] = [];
  const furthest = before.length - typedAlong.units;
  let end = before.length;
  while (anchors.length < typedAlong.anchors) {
    const lineStart = end === 0 ? 0 : before.lastIndexOf('\n', end - 1) + 1;
    for (let at = end - ((end - lineStart) % stride); at >= lineStart; at -= stride) {
      if (at < furthest || anchors.length === typedAlong.anchors) return anchors;
      anchors.push(at);
    }
    if (lineStart === 0) break;
    end = lineStart - 1;
  }
  return anchors;
}

/** @param units maximum length of the text above the anchor that counts, in UTF-16 code units. */
function hashAbove({ document, before }: Place, anchor: number, units: number): number {
  return textHash(`${document}\0${before.slice(Math.max(0, anchor - units), anchor)}`);
}

/**
 * Returns whether accepting a suggestion gives the same text as accepting one of the others. A suggestion
 * that was cut is only the beginning of a text and is compared as such.
 */
function leadsTo(
  others: readonly Near[],
  place: Place,
  { text, replaces, isCut = false }: Suggestion,
): boolean {
  if (others.length === 0) return false;
  const after = hashAfter(place.after, replaces);
  return others.some(({ entry, written }) => {
    if (entry.after !== after) return false;
    const made = (written + text).trimEnd();
    const madeByOther = (entry.written + entry.text).trimEnd();
    if (isCut && madeByOther.startsWith(made)) return true;
    return made === madeByOther || (entry.isCut && made.startsWith(madeByOther));
  });
}

function hashAfter(after: string, from: number): number {
  return textHash(after.slice(from, from + reach.after));
}

function sizeOf({ written, text, replaced }: Entry): number {
  return written.length + text.length + replaced.length;
}

function isSameSuggestion(one: Entry, other: Entry): boolean {
  return (
    one.above === other.above &&
    one.after === other.after &&
    one.replaced === other.replaced &&
    one.written === other.written &&
    one.text === other.text
  );
}

/**
 * Returns the length of a suggestion that is already typed; undefined where other text, or all of it, was
 * typed.
 */
function typedInto({ written: begun, text }: Entry, written: string): number | undefined {
  if (!written.startsWith(begun)) return undefined;
  const typed = written.slice(begun.length);
  return typed.length < text.length && text.startsWith(typed) ? typed.length : undefined;
}

/**
 * Returns the rest of a suggestion as it fits the text that now follows the cursor. When the user types
 * `(` or `{` and Enter, the editor inserts closers that the suggestion also contains; they are inserted
 * only once.
 */
function behindCursor({ replaced, after: wanted }: Entry, rest: string, after: string) {
  const most = Math.min(after.length, Math.max(maxClosers, replaced.length));
  for (let count = 0; count <= most; count++) {
    const between = after.slice(0, count);
    if (!isOnlyClosers(between) && !replaced.endsWith(between)) continue;
    if (hashAfter(after, count) === wanted) return joinedWith(between, rest, replaced);
  }
  return undefined;
}

function joinedWith(between: string, rest: string, replaced: string): Suggestion | undefined {
  // VS Code replaces text on one line only.
  if (between.includes('\n')) {
    const isBrought = rest.endsWith(between) && rest.length > between.length;
    return isBrought ? { text: rest.slice(0, -between.length), replaces: 0 } : undefined;
  }
  const isTypedOver = isSubsequence(between, rest) || replaced.endsWith(between);
  return isTypedOver ? { text: rest, replaces: between.length } : undefined;
}
