import type { WindowLayout } from '../../completion/window/windowLayout.ts';
import type { Token, Vocabulary } from '../backend/languageModel.ts';
import type { CacheRun, LinePosition } from '../protocol.ts';
import type { KvWindow } from '../kv/kvWindow.ts';

/**
 * Describes the cells of a window as runs of neighbours that have everything in common.
 *
 * @param firstNewCell first cell that was evaluated for the last request.
 * @param anchor position where the prefix begins in the document.
 * @param cursor position where the suffix block begins.
 */
export function findCellRuns(
  { window, firstNewCell }: { readonly window: KvWindow; readonly firstNewCell: number },
  vocabulary: Vocabulary,
  { anchor, cursor }: { readonly anchor: LinePosition; readonly cursor: LinePosition },
): CacheRun[] {
  const { sequence, origins, state } = window;
  if (state.kind === 'empty') return [];
  // The text of a prefetched prompt isn't in the document yet.
  const { layout } = state.kind === 'ahead' ? state.base : state;
  const runs: CacheRun[] = [];
  let openRun: { start: number; part: CacheRun['part'] } | undefined;
  const positions = { prefix: anchor, suffix: cursor };
  const closeRun = (end: number) => {
    if (openRun === undefined || end === openRun.start) return;
    const { start, part } = openRun;
    const tokens = sequence.tokens.slice(start, end);
    runs.push({
      part,
      tokens: tokens.length,
      range:
        part === 'prefix' || part === 'suffix'
          ? advance(positions, part, tokens, vocabulary)
          : null,
      reuse: origins.getReuse(start),
      isNew: start >= firstNewCell,
    });
  };
  for (let position = 0; position <= sequence.tokens.length; position++) {
    const part = findPart(position, layout);
    const isSame =
      openRun !== undefined &&
      position < sequence.tokens.length &&
      part === openRun.part &&
      origins.getReuse(position) === origins.getReuse(openRun.start) &&
      position >= firstNewCell === openRun.start >= firstNewCell;
    if (isSame) continue;
    closeRun(position);
    openRun = { start: position, part };
  }
  return runs;
}

function findPart(position: number, { parts }: WindowLayout): CacheRun['part'] {
  let end = 0;
  for (const { kind, tokens } of parts) {
    end += tokens.length;
    if (position < end) return kind;
  }
  return 'sampled';
}

/** Returns the range of the next tokens of a part, and moves the part's position after them. */
function advance(
  positions: Record<'prefix' | 'suffix', LinePosition>,
  part: 'prefix' | 'suffix',
  tokens: readonly Token[],
  vocabulary: Vocabulary,
): { readonly start: LinePosition; readonly end: LinePosition } {
  const start = positions[part];
  const lines = vocabulary.detokenize(tokens, []).split('\n');
  const last = lines.at(-1)?.length ?? 0;
  const end =
    lines.length === 1
      ? { line: start.line, character: start.character + last }
      : { line: start.line + lines.length - 1, character: last };
  positions[part] = end;
  return { start, end };
}
