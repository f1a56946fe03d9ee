/** Edited lines of a document. */
export interface EditedRegion {
  readonly source: string;
  /** First line, from 0. */
  readonly start: number;
  /** Line after the last one. */
  readonly end: number;
}

/** Edit in lines: text with `lineEnds` line ends replaced the lines from `start` to `end` (inclusive). */
export interface LineEdit {
  readonly start: number;
  readonly end: number;
  /** Number of line ends in the inserted text. */
  readonly lineEnds: number;
}

/** Maximum number of regions that are kept, over all documents. */
const maxRegions = 12;
/** Maximum distance of two regions that are merged, in lines. */
const nearLines = 4;
/** Maximum number of lines of an edit by hand; larger edits come from formatters or checkouts. */
const maxLines = 60;

/** Regions of this session's documents that were edited last. */
export class RecentEdits {
  /** Edited regions, the latest first. */
  #regions: readonly EditedRegion[] = [];

  /** Edited regions, the latest first. */
  get regions(): readonly EditedRegion[] {
    return this.#regions;
  }

  /** Records an edit of a document. */
  recordEdit(source: string, edit: LineEdit): void {
    const carriedRegions = this.#regions.flatMap((region) =>
      region.source === source ? carryRegion(region, edit) : [region],
    );
    const lines = edit.lineEnds + 1;
    if (lines > maxLines || edit.end - edit.start >= maxLines) {
      this.#regions = carriedRegions;
      return;
    }
    let latest: EditedRegion = { source, start: edit.start, end: edit.start + lines };
    const others: EditedRegion[] = [];
    for (const region of carriedRegions) {
      if (isNear(region, latest)) latest = mergeRegions(region, latest);
      else others.push(region);
    }
    this.#regions = [latest, ...others].slice(0, maxRegions);
  }

  /** Removes the regions of a document. */
  removeDocument(source: string): void {
    this.#regions = this.#regions.filter((region) => region.source !== source);
  }
}

/** Returns a region as it is after an edit; empty when the edit replaced it. */
function carryRegion(region: EditedRegion, { start, end, lineEnds }: LineEdit): EditedRegion[] {
  const shift = lineEnds - (end - start);
  if (end < region.start) {
    return [{ ...region, start: region.start + shift, end: region.end + shift }];
  }
  if (start >= region.end) return [region];
  if (start <= region.start && end >= region.end) return [];
  const carried = {
    ...region,
    start: Math.min(region.start, start),
    end: Math.max(region.end + shift, start + lineEnds + 1),
  };
  return [carried];
}

function isNear(a: EditedRegion, b: EditedRegion): boolean {
  const merged = mergeRegions(a, b);
  return (
    a.source === b.source &&
    a.start <= b.end + nearLines &&
    b.start <= a.end + nearLines &&
    merged.end - merged.start <= maxLines
  );
}

function mergeRegions(a: EditedRegion, b: EditedRegion): EditedRegion {
  return { source: b.source, start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}
