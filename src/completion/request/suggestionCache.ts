import { isOnlyClosers, isSubsequence } from './closers.ts';
import { ownCopy, textHash } from './textHash.ts';

/** A place in a document. */
export interface Place {
  /** Names the document. */
  readonly document: string;
  /** The document's text before the cursor. */
  readonly before: string;
  /** The document's text behind the cursor. */
  readonly after: string;
}

/** Text that may be inserted at a place. */
export interface Suggestion {
  readonly text: string;
  /** UTF-16 code units behind the cursor, on its line, that the text takes the place of. */
  readonly replaces: number;
  /** True where the text was cut for want of time: the rest of it may follow. */
  readonly isCut?: boolean;
}

/** A suggestion as it was made. */
export interface Entry {
  /** Fingerprints of the text above the anchor: of its end, and of all that counts. */
  readonly key: number;
  readonly above: number;
  /** The text from the anchor to the cursor. */
  readonly written: string;
  text: string;
  /** The text behind the cursor that the suggestion takes the place of. */
  replaced: string;
  /** Fingerprint of what stands behind that. */
  after: number;
  isCut: boolean;
  isRejected: boolean;
}

/** Rest of a suggestion at a place. */
export interface Known extends Suggestion {
  readonly entry: Entry;
}

/** A suggestion behind an anchor before a place. */
interface Near {
  readonly entry: Entry;
  /** The text from the anchor to the place. */
  readonly written: string;
}

/** Maximum number of suggestions, and of UTF-16 code units of all their texts. */
const capacity = { entries: 256, units: 1 << 18 };

/** Extent of the text around a place that must be the same, in UTF-16 code units. */
const reach = { above: 1024, after: 256, key: 32 };

/** Anchors in a long line are this far apart, in UTF-16 code units. */
const stride = 512;

/** Maximum distance to the start of a suggestion that was typed along, in UTF-16 code units and anchors. */
const typedAlong = { units: 8192, anchors: 80 };

/** Maximum length of the text that the editor inserts after the cursor by itself, in UTF-16 code units. */
const maxClosers = 64;

/**
 * Recent suggestions. Typing into a suggestion, deleting that again, undoing, taking it in
 * part or coming back to its place is answered from here: at once, and without asking the engine.
 *
 * A suggestion is kept by its anchor, the line start before it: by a fingerprint of the text above
 * and, behind the cursor, of the text that follows. So it costs little more memory than its own
 * text, and is found again wherever the place has moved to in the document.
 */
export class SuggestionCache {
  readonly #byAnchor = new Map<number, Entry[]>();
  /** The most recent last. */
  readonly #recent = new Set<Entry>();
  #units = 0;

  /** Keeps a suggestion; what was known with the same text at this place makes way for it. */
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
   * @param suggestion of the place: what is left of the text there, and more.
   * @returns false where it is no longer kept, leads to a text that was rejected, does not fit the place, or has not grown.
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
   * Returns the rest of the suggestions that fit this place and weren't rejected: each text once, the
   * newest first.
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

  /** Returns whether the suggestion for exactly this place was rejected: a request would give it again. */
  isRejectedAt(place: Place): boolean {
    return this.#matches(place).some(
      ({ entry, text }) => entry.isRejected && text.length === entry.text.length,
    );
  }

  /** Returns whether this suggestion leads to a text that was rejected, here or some letters away. */
  wasRejected(place: Place, suggestion: Suggestion): boolean {
    const rejected = this.#near(place).filter(({ entry }) => entry.isRejected);
    return leadsTo(rejected, place, suggestion);
  }

  /** A suggestion that the person doesn't want is not found any more. */
  reject(entry: Entry): void {
    entry.isRejected = true;
  }

  /** Takes back what was rejected around this place: the person asks for it. */
  forgive(place: Place): void {
    for (const { entry } of this.#near(place)) entry.isRejected = false;
  }

  /** Forgets all; after a change of the model the old answers are no longer its answers. */
  clear(): void {
    this.#byAnchor.clear();
    this.#recent.clear();
    this.#units = 0;
  }

  /** Suggestions kept, and UTF-16 code units of all their texts. */
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

/** The line starts before a place, and in long lines a place every so often; the nearest first. */
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

/** @param units how much of the text above the anchor counts, in UTF-16 code units. */
function hashAbove({ document, before }: Place, anchor: number, units: number): number {
  return textHash(`${document}\0${before.slice(Math.max(0, anchor - units), anchor)}`);
}

/**
 * Returns whether accepting a suggestion gives the same text as accepting one of others, as far as both
 * are known: one that was cut is only the beginning.
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

/** Returns the length of a suggestion that is typed already; undefined for other text, or for all of it. */
function typedInto({ written: begun, text }: Entry, written: string): number | undefined {
  if (!written.startsWith(begun)) return undefined;
  const typed = written.slice(begun.length);
  return typed.length < text.length && text.startsWith(typed) ? typed.length : undefined;
}

/**
 * The rest of a suggestion before what now stands behind the cursor. Typing `(` or `{` and Enter
 * has the editor put closers there that the suggestion brings, too: they are taken over.
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
  // VS Code takes the place of text on one line only.
  if (between.includes('\n')) {
    const isBrought = rest.endsWith(between) && rest.length > between.length;
    return isBrought ? { text: rest.slice(0, -between.length), replaces: 0 } : undefined;
  }
  const isTypedOver = isSubsequence(between, rest) || replaced.endsWith(between);
  return isTypedOver ? { text: rest, replaces: between.length } : undefined;
}
