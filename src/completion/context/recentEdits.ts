/** Lines of a document that were edited. */
export interface EditedRegion {
  readonly source: string;
  /** The first line, from 0. */
  readonly start: number;
  /** Behind the last line. */
  readonly end: number;
}

/** An edit in lines: those from `start` to `end` (inclusive) became `inserted` line ends. */
export interface LineEdit {
  readonly start: number;
  readonly end: number;
  /** Line ends in the text that was put there. */
  readonly lineEnds: number;
}

/** Regions that are remembered, over all documents. */
const maxRegions = 12;
/** Regions this near to each other are one, in lines. */
const nearLines = 4;
/** A change of more lines than this is no edit by hand: a formatter's, a checkout's. */
const maxLines = 60;

/** Where the documents of this session were edited last. */
export class RecentEdits {
  /** The latest first. */
  #regions: readonly EditedRegion[] = [];

  /** The latest first. */
  get regions(): readonly EditedRegion[] {
    return this.#regions;
  }

  /** A document was edited. */
  edited(source: string, edit: LineEdit): void {
    const carried = this.#regions.flatMap((region) =>
      region.source === source ? carry(region, edit) : [region],
    );
    const lines = edit.lineEnds + 1;
    if (lines > maxLines || edit.end - edit.start >= maxLines) {
      this.#regions = carried;
      return;
    }
    let latest: EditedRegion = { source, start: edit.start, end: edit.start + lines };
    const others: EditedRegion[] = [];
    for (const region of carried) {
      if (isNear(region, latest)) latest = union(region, latest);
      else others.push(region);
    }
    this.#regions = [latest, ...others].slice(0, maxRegions);
  }

  /** Forgets a document. */
  forget(source: string): void {
    this.#regions = this.#regions.filter((region) => region.source !== source);
  }
}

/** Where a region is after an edit; nowhere when it was replaced. */
function carry(region: EditedRegion, { start, end, lineEnds }: LineEdit): EditedRegion[] {
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
  const together = union(a, b);
  return (
    a.source === b.source &&
    a.start <= b.end + nearLines &&
    b.start <= a.end + nearLines &&
    together.end - together.start <= maxLines
  );
}

function union(a: EditedRegion, b: EditedRegion): EditedRegion {
  return { source: b.source, start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}
