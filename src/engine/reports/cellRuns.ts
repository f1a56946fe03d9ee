import type { WindowLayout } from '../../completion/window/windowLayout.ts';
import type { Token, Vocabulary } from '../backend/languageModel.ts';
import type { CacheRun, LinePosition } from '../protocol.ts';
import type { KvWindow } from '../kv/kvWindow.ts';

/**
 * Describes the cells of a window as runs of neighbours that have everything in common.
 *
 * @param newFrom first cell that was evaluated for the last request.
 * @param anchor position where the prefix begins in the document.
 * @param cursor position where the suffix block begins.
 */
export function findCellRuns(
  { window, newFrom }: { readonly window: KvWindow; readonly newFrom: number },
  vocabulary: Vocabulary,
  { anchor, cursor }: { readonly anchor: LinePosition; readonly cursor: LinePosition },
): CacheRun[] {
  const { sequence, origins, state } = window;
  if (state.kind === 'empty') return [];
  // The text of a prefetched prompt isn't in the document yet.
  const { layout } = state.kind === 'ahead' ? state.base : state;
  const runs: CacheRun[] = [];
  let open: { start: number; part: CacheRun['part'] } | undefined;
  const places = { prefix: anchor, suffix: cursor };
  const close = (end: number) => {
    if (open === undefined || end === open.start) return;
    const { start, part } = open;
    const tokens = sequence.tokens.slice(start, end);
    runs.push({
      part,
      tokens: tokens.length,
      range:
        part === 'prefix' || part === 'suffix' ? advance(places, part, tokens, vocabulary) : null,
      reuse: origins.at(start),
      isNew: start >= newFrom,
    });
  };
  for (let position = 0; position <= sequence.tokens.length; position++) {
    const part = partAt(position, layout);
    const isSame =
      open !== undefined &&
      position < sequence.tokens.length &&
      part === open.part &&
      origins.at(position) === origins.at(open.start) &&
      position >= newFrom === open.start >= newFrom;
    if (isSame) continue;
    close(position);
    open = { start: position, part };
  }
  return runs;
}

function partAt(position: number, { parts }: WindowLayout): CacheRun['part'] {
  let end = 0;
  for (const { kind, tokens } of parts) {
    end += tokens.length;
    if (position < end) return kind;
  }
  return 'sampled';
}

/** Returns the range of the next tokens of a part, and moves the part's position after them. */
function advance(
  places: Record<'prefix' | 'suffix', LinePosition>,
  part: 'prefix' | 'suffix',
  tokens: readonly Token[],
  vocabulary: Vocabulary,
): { readonly start: LinePosition; readonly end: LinePosition } {
  const start = places[part];
  const lines = vocabulary.detokenize(tokens, []).split('\n');
  const last = lines.at(-1)?.length ?? 0;
  const end =
    lines.length === 1
      ? { line: start.line, character: start.character + last }
      : { line: start.line + lines.length - 1, character: last };
  places[part] = end;
  return { start, end };
}
