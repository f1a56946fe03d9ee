import { isBlank } from '../text/indentation.ts';
import { splitLines } from '../text/lines.ts';
import { extractIdentifiers } from './identifiers.ts';

/** Consecutive lines of a text. */
export interface LineWindow {
  /** First line, from 0. */
  readonly start: number;
  /** Line after the last one. */
  readonly end: number;
  readonly text: string;
  readonly identifiers: ReadonlySet<string>;
}

/** Window of a source, which is identified by its name. */
export interface SourceWindow extends LineWindow {
  readonly source: string;
}

export interface SimilarityOptions {
  /** Maximum number of windows. */
  readonly limit: number;
  /** Maximum number of windows of one source. */
  readonly limitPerSource: number;
  /** Minimum similarity, 0 to 1. */
  readonly minSimilarity: number;
  /** Returns whether a window was chosen before: only a clearly better one replaces it. */
  readonly wasChosen: (window: SourceWindow) => boolean;
}

/** Minimum and maximum size of a window, in lines. */
const minLines = 20;
const maxLines = 40;
/** Factor by which a window must be more similar than one that was chosen before. */
const inertia = 1.3;

/** Cuts a text into windows of 20 to 40 lines that end after a declaration or at a blank line. */
export function splitIntoWindows(text: string): LineWindow[] {
  const lines = splitLines(text);
  const windows: LineWindow[] = [];
  let start = findNonBlankLine(lines, 0);
  while (start < lines.length) {
    const end = findWindowEnd(lines, start);
    const piece = lines.slice(start, end).join('\n').trimEnd();
    windows.push({ start, end, text: piece, identifiers: extractIdentifiers(piece) });
    start = findNonBlankLine(lines, end);
  }
  return windows;
}

/**
 * Finds the windows that are most similar to a text, by their common names with a higher weight for
 * rarer ones (Jaccard's index, weighted by inverse document frequency).
 *
 * @returns the most similar first.
 */
export function findMostSimilar<Window extends SourceWindow>(
  text: string,
  windows: readonly Window[],
  { limit, limitPerSource, minSimilarity, wasChosen }: SimilarityOptions,
): { readonly window: Window; readonly similarity: number }[] {
  const targetIdentifiers = extractIdentifiers(text);
  const getWeight = createWeightFunction(windows);
  const ranked = windows
    .map((window) => ({
      window,
      similarity: computeSimilarity(targetIdentifiers, window.identifiers, getWeight),
    }))
    .filter(({ similarity }) => similarity > 0 && similarity >= minSimilarity)
    .map((entry) => ({
      ...entry,
      rank: entry.similarity * (wasChosen(entry.window) ? inertia : 1),
    }))
    .sort((a, b) => b.rank - a.rank);
  const results: { window: Window; similarity: number }[] = [];
  const countsBySource = new Map<string, number>();
  for (const { window, similarity } of ranked) {
    const count = countsBySource.get(window.source) ?? 0;
    if (results.length >= limit) break;
    if (count >= limitPerSource) continue;
    countsBySource.set(window.source, count + 1);
    results.push({ window, similarity });
  }
  return results;
}

/** Returns the similarity of two sets of names: 0 if they have nothing in common, 1 if they are equal. */
export function computeSimilarity(
  a: ReadonlySet<string>,
  b: ReadonlySet<string>,
  getWeight: (name: string) => number,
): number {
  let shared = 0;
  let all = 0;
  for (const name of a) {
    const weight = getWeight(name);
    all += weight;
    if (b.has(name)) shared += weight;
  }
  for (const name of b) if (!a.has(name)) all += getWeight(name);
  return all === 0 ? 0 : shared / all;
}

/** Returns the weight of each name, which is near zero if every window has the name. */
function createWeightFunction(windows: readonly LineWindow[]): (name: string) => number {
  const counts = new Map<string, number>();
  for (const { identifiers } of windows) {
    for (const name of identifiers) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return (name) => Math.log(1 + (windows.length + 1) / ((counts.get(name) ?? 0) + 1));
}

function findNonBlankLine(lines: readonly string[], from: number): number {
  let line = from;
  while (line < lines.length && isBlank(lines[line] ?? '')) line++;
  return line;
}

/** Returns the best end within the size limits, the later of equal ones. */
function findWindowEnd(lines: readonly string[], start: number): number {
  if (lines.length - start <= maxLines) return lines.length;
  let best = start + maxLines;
  let bestRating = 0;
  for (let end = start + minLines; end <= start + maxLines; end++) {
    const rating = rateEnd(lines[end - 1] ?? '', lines[end] ?? '');
    if (rating >= bestRating && rating > 0) {
      best = end;
      bestRating = rating;
    }
  }
  return best;
}

/** Rates the end of a window after a line: higher before a new declaration than before a new paragraph. */
function rateEnd(line: string, next: string): number {
  if (!isBlank(line)) return 0;
  return /^[^\s})\]]/.test(next) ? 2 : 1;
}
