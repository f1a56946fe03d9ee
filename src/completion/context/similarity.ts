import { isBlank } from '../document/indentation.ts';
import { splitLines } from '../document/lines.ts';
import { identifiersIn } from './identifiers.ts';

/** Neighbouring lines of a text. */
export interface LineWindow {
  /** The first line, from 0. */
  readonly start: number;
  /** Behind the last line. */
  readonly end: number;
  readonly text: string;
  readonly identifiers: ReadonlySet<string>;
}

/** A window of a source, which is told from others by its name. */
export interface SourceWindow extends LineWindow {
  readonly source: string;
}

export interface SimilarityOptions {
  /** Most windows. */
  readonly limit: number;
  /** Most windows of one source. */
  readonly limitPerSource: number;
  /** Least similarity, 0 to 1. */
  readonly least: number;
  /** Whether a window was chosen before: it is given up only for a clearly better one. */
  readonly wasChosen: (window: SourceWindow) => boolean;
}

/** Sizes of a window, in lines. */
const minLines = 20;
const maxLines = 40;
/** How much better a window must be than one that was chosen before. */
const inertia = 1.3;

/** Cuts a text into windows of 20 to 40 lines that end where something ends: a declaration, a blank line. */
export function windowsOf(text: string): LineWindow[] {
  const lines = splitLines(text);
  const windows: LineWindow[] = [];
  let start = firstFilled(lines, 0);
  while (start < lines.length) {
    const end = endOfWindow(lines, start);
    const piece = lines.slice(start, end).join('\n').trimEnd();
    windows.push({ start, end, text: piece, identifiers: identifiersIn(piece) });
    start = firstFilled(lines, end);
  }
  return windows;
}

/**
 * The windows that are most like a text: by the names that both have, the rarer ones for more
 * (Jaccard's index, weighted by inverse document frequency).
 *
 * @returns the most similar first.
 */
export function findMostSimilar<Window extends SourceWindow>(
  text: string,
  windows: readonly Window[],
  { limit, limitPerSource, least, wasChosen }: SimilarityOptions,
): { readonly window: Window; readonly similarity: number }[] {
  const wanted = identifiersIn(text);
  const weightOf = rarity(windows);
  const ranked = windows
    .map((window) => ({ window, similarity: similarityOf(wanted, window.identifiers, weightOf) }))
    .filter(({ similarity }) => similarity > 0 && similarity >= least)
    .map((entry) => ({
      ...entry,
      rank: entry.similarity * (wasChosen(entry.window) ? inertia : 1),
    }))
    .sort((a, b) => b.rank - a.rank);
  const chosen: { window: Window; similarity: number }[] = [];
  const taken = new Map<string, number>();
  for (const { window, similarity } of ranked) {
    const count = taken.get(window.source) ?? 0;
    if (chosen.length >= limit) break;
    if (count >= limitPerSource) continue;
    taken.set(window.source, count + 1);
    chosen.push({ window, similarity });
  }
  return chosen;
}

/** How alike two sets of names are: 0 have nothing in common, 1 are equal. */
export function similarityOf(
  a: ReadonlySet<string>,
  b: ReadonlySet<string>,
  weightOf: (name: string) => number,
): number {
  let shared = 0;
  let all = 0;
  for (const name of a) {
    const weight = weightOf(name);
    all += weight;
    if (b.has(name)) shared += weight;
  }
  for (const name of b) if (!a.has(name)) all += weightOf(name);
  return all === 0 ? 0 : shared / all;
}

/** What a name weighs: next to nothing when every window has it. */
function rarity(windows: readonly LineWindow[]): (name: string) => number {
  const counts = new Map<string, number>();
  for (const { identifiers } of windows) {
    for (const name of identifiers) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return (name) => Math.log(1 + (windows.length + 1) / ((counts.get(name) ?? 0) + 1));
}

function firstFilled(lines: readonly string[], from: number): number {
  let line = from;
  while (line < lines.length && isBlank(lines[line] ?? '')) line++;
  return line;
}

/** The best place to end within the sizes, the later of equals. */
function endOfWindow(lines: readonly string[], start: number): number {
  if (lines.length - start <= maxLines) return lines.length;
  let best = start + maxLines;
  let bestWorth = 0;
  for (let end = start + minLines; end <= start + maxLines; end++) {
    const worth = worthOfEnd(lines[end - 1] ?? '', lines[end] ?? '');
    if (worth >= bestWorth && worth > 0) {
      best = end;
      bestWorth = worth;
    }
  }
  return best;
}

/** How good it is to end behind a line: a new declaration begins, or a paragraph. */
function worthOfEnd(line: string, next: string): number {
  if (!isBlank(line)) return 0;
  return /^[^\s})\]]/.test(next) ? 2 : 1;
}
