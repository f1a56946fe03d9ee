import type { ContextPiece } from '../../completion/context/contextPiece.ts';
import type { EditedRegion } from '../../completion/context/recentEdits.ts';
import {
  findMostSimilar,
  windowsOf,
  type LineWindow,
  type SourceWindow,
} from '../../completion/context/similarity.ts';
import { splitLines } from '../../completion/text/lines.ts';
import { areAlike } from './languageFamily.ts';
import { isReadable } from './sourceGate.ts';
import type { Focus, SourceDocument, Sources } from './sources.ts';

/** Maximum number of other files that are compared. */
const maxFiles = 20;
/** Number of windows from which no further files are compared: some 20 ms of work. */
const maxWindows = 400;
/** Lines before and after the cursor that are compared. */
const linesBefore = 30;
const linesBehind = 10;
/** Maximum number of pieces of each kind. */
const maxSimilarPieces = 3;
const maxRecentPieces = 3;
/** Minimum similarity, 0 to 1. Below it the shared names are those of any program. */
const minSimilarity = 0.08;
/** Lines around an edit that are included, and the maximum number of lines in total. */
const linesAroundEdit = 2;
const maxEditLines = 24;

interface OpenFile {
  readonly uri: string;
  readonly path: string;
  readonly text: string;
  readonly document: SourceDocument;
}

/** Gathers pieces of other open files: recent edits, and text similar to that at the cursor. */
export class OpenFilePieces {
  /** Windows by document, with the version that they were taken from. */
  readonly #windows = new Map<string, { version: number; windows: readonly LineWindow[] }>();
  /** Texts that were chosen last, by the document that they were chosen for. */
  readonly #chosen = new Map<string, ReadonlySet<string>>();

  /**
   * Returns the pieces for a cursor position: recent edits, then similar text.
   *
   * @param regions the latest first.
   * @param signal aborts before the texts are compared, which is most of the work.
   */
  async gather(
    focus: Focus,
    regions: readonly EditedRegion[],
    sources: Sources,
    signal: AbortSignal,
  ): Promise<ContextPiece[]> {
    const files = await openFiles(focus, sources);
    if (signal.aborted) return [];
    const recent = recentPieces(files, regions);
    return [...recent.map(({ piece }) => piece), ...this.#similar(focus, files, recent)];
  }

  /** Discards the data of a document that was closed. */
  forget(uri: string): void {
    this.#windows.delete(uri);
    this.#chosen.delete(uri);
  }

  #similar(focus: Focus, files: readonly OpenFile[], recent: readonly Recent[]): ContextPiece[] {
    const uri = focus.document.uri.toString();
    const before = this.#chosen.get(uri);
    const windows: (SourceWindow & { readonly path: string })[] = [];
    for (const file of files) {
      if (windows.length >= maxWindows) break;
      for (const window of this.#windowsOf(file)) {
        windows.push({ ...window, source: file.uri, path: file.path });
      }
    }
    const similar = findMostSimilar(textAround(focus), windows, {
      limit: maxSimilarPieces,
      limitPerSource: 2,
      least: minSimilarity,
      wasChosen: (window) => before?.has(keyOf(window)) ?? false,
    }).map(({ window }) => window);
    this.#chosen.set(uri, new Set(similar.map((window) => keyOf(window))));
    return similar
      .filter((window) => !recent.some((edit) => overlaps(edit.region, window)))
      .map(({ path, text, start, end }) => ({
        kind: 'similar',
        path,
        text,
        why: `Like the text at the cursor: lines ${start + 1} to ${end}.`,
      }));
  }

  #windowsOf({ uri, text, document }: OpenFile): readonly LineWindow[] {
    const known = this.#windows.get(uri);
    if (known?.version === document.version) return known.windows;
    const windows = windowsOf(text);
    this.#windows.set(uri, { version: document.version, windows });
    return windows;
  }
}

/** Returns the open files that may contribute, without the one that is edited. */
async function openFiles({ document }: Focus, sources: Sources): Promise<OpenFile[]> {
  const files: OpenFile[] = [];
  for (const other of sources.documents) {
    if (files.length === maxFiles) break;
    const uri = other.uri.toString();
    if (uri === document.uri.toString() || !areAlike(other.languageId, document.languageId)) {
      continue;
    }
    if (!(await sources.mayContribute(other.uri))) continue;
    const text = other.getText();
    if (!isReadable(text)) continue;
    files.push({ uri, path: sources.pathOf(other.uri), text, document: other });
  }
  return files;
}

interface Recent {
  readonly piece: ContextPiece;
  readonly region: EditedRegion;
}

function recentPieces(files: readonly OpenFile[], regions: readonly EditedRegion[]): Recent[] {
  const pieces: Recent[] = [];
  for (const region of regions) {
    if (pieces.length === maxRecentPieces) break;
    const file = files.find(({ uri }) => uri === region.source);
    if (file === undefined) continue;
    const lines = splitLines(file.text);
    const start = Math.max(0, region.start - linesAroundEdit);
    const end = Math.min(lines.length, region.end + linesAroundEdit, start + maxEditLines);
    const text = lines.slice(start, end).join('\n');
    if (text.trim() === '') continue;
    const shown = { ...region, start, end };
    if (pieces.some((other) => overlaps(other.region, { ...shown, source: file.uri }))) continue;
    const why = `Edited a little while ago: lines ${start + 1} to ${end}.`;
    pieces.push({ piece: { kind: 'recent', path: file.path, text, why }, region: shown });
  }
  return pieces;
}

function overlaps(a: EditedRegion, b: EditedRegion): boolean {
  return a.source === b.source && a.start < b.end && b.start < a.end;
}

function keyOf({ source, text }: SourceWindow): string {
  return `${source}\n${text}`;
}

function textAround({ document, line }: Focus): string {
  const lines = splitLines(document.getText());
  return lines.slice(Math.max(0, line - linesBefore), line + linesBehind + 1).join('\n');
}
