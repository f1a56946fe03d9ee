import type { ContextPiece } from '../../completion/context/contextPiece.ts';
import type { EditedRegion } from '../../completion/context/recentEdits.ts';
import {
  findMostSimilar,
  splitIntoWindows,
  type LineWindow,
  type SourceWindow,
} from '../../completion/context/similarity.ts';
import { splitLines } from '../../completion/text/lines.ts';
import { isSameLanguageFamily } from './languageFamily.ts';
import { isReadable } from './sourceFilter.ts';
import type { CursorLocation, SourceDocument, Sources } from './sources.ts';

/** Maximum number of other files that are compared. */
const maxFiles = 20;
/** Number of windows from which no further files are compared: some 20 ms of work. */
const maxWindows = 400;
/** Lines before and after the cursor that are compared. */
const linesBefore = 30;
const linesAfter = 10;
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
  readonly #chosenTexts = new Map<string, ReadonlySet<string>>();

  /**
   * Returns the pieces for a cursor position: recent edits, then similar text.
   *
   * @param regions the latest first.
   * @param signal aborts before the texts are compared, which is most of the work.
   */
  async gather(
    cursor: CursorLocation,
    regions: readonly EditedRegion[],
    sources: Sources,
    signal: AbortSignal,
  ): Promise<ContextPiece[]> {
    const files = await collectOpenFiles(cursor, sources);
    if (signal.aborted) return [];
    const recent = createRecentPieces(files, regions);
    return [...recent.map(({ piece }) => piece), ...this.#findSimilar(cursor, files, recent)];
  }

  /** Discards the data of a document that was closed. */
  removeDocument(uri: string): void {
    this.#windows.delete(uri);
    this.#chosenTexts.delete(uri);
  }

  #findSimilar(
    cursor: CursorLocation,
    files: readonly OpenFile[],
    recent: readonly RecentPiece[],
  ): ContextPiece[] {
    const uri = cursor.document.uri.toString();
    const previous = this.#chosenTexts.get(uri);
    const windows: (SourceWindow & { readonly path: string })[] = [];
    for (const file of files) {
      if (windows.length >= maxWindows) break;
      for (const window of this.#getWindows(file)) {
        windows.push({ ...window, source: file.uri, path: file.path });
      }
    }
    const similar = findMostSimilar(getTextAround(cursor), windows, {
      limit: maxSimilarPieces,
      limitPerSource: 2,
      minSimilarity,
      wasChosen: (window) => previous?.has(createWindowKey(window)) ?? false,
    }).map(({ window }) => window);
    this.#chosenTexts.set(uri, new Set(similar.map((window) => createWindowKey(window))));
    return similar
      .filter((window) => !recent.some((edit) => overlaps(edit.region, window)))
      .map(({ path, text, start, end }) => ({
        kind: 'similar',
        path,
        text,
        reason: `Like the text at the cursor: lines ${start + 1} to ${end}.`,
      }));
  }

  #getWindows({ uri, text, document }: OpenFile): readonly LineWindow[] {
    const cached = this.#windows.get(uri);
    if (cached?.version === document.version) return cached.windows;
    const windows = splitIntoWindows(text);
    this.#windows.set(uri, { version: document.version, windows });
    return windows;
  }
}

/** Returns the open files that may contribute, without the one that is edited. */
async function collectOpenFiles(
  { document }: CursorLocation,
  sources: Sources,
): Promise<OpenFile[]> {
  const files: OpenFile[] = [];
  for (const other of sources.documents) {
    if (files.length === maxFiles) break;
    const uri = other.uri.toString();
    if (
      uri === document.uri.toString() ||
      !isSameLanguageFamily(other.languageId, document.languageId)
    ) {
      continue;
    }
    if (!(await sources.mayContribute(other.uri))) continue;
    const text = other.getText();
    if (!isReadable(text)) continue;
    files.push({ uri, path: sources.getPromptPath(other.uri), text, document: other });
  }
  return files;
}

interface RecentPiece {
  readonly piece: ContextPiece;
  readonly region: EditedRegion;
}

function createRecentPieces(
  files: readonly OpenFile[],
  regions: readonly EditedRegion[],
): RecentPiece[] {
  const pieces: RecentPiece[] = [];
  for (const region of regions) {
    if (pieces.length === maxRecentPieces) break;
    const file = files.find(({ uri }) => uri === region.source);
    if (file === undefined) continue;
    const lines = splitLines(file.text);
    const start = Math.max(0, region.start - linesAroundEdit);
    const end = Math.min(lines.length, region.end + linesAroundEdit, start + maxEditLines);
    const text = lines.slice(start, end).join('\n');
    if (text.trim() === '') continue;
    const shownRegion = { ...region, start, end };
    if (pieces.some((other) => overlaps(other.region, { ...shownRegion, source: file.uri })))
      continue;
    const reason = `Edited a little while ago: lines ${start + 1} to ${end}.`;
    pieces.push({ piece: { kind: 'recent', path: file.path, text, reason }, region: shownRegion });
  }
  return pieces;
}

function overlaps(a: EditedRegion, b: EditedRegion): boolean {
  return a.source === b.source && a.start < b.end && b.start < a.end;
}

function createWindowKey({ source, text }: SourceWindow): string {
  return `${source}\n${text}`;
}

function getTextAround({ document, line }: CursorLocation): string {
  const lines = splitLines(document.getText());
  return lines.slice(Math.max(0, line - linesBefore), line + linesAfter + 1).join('\n');
}
