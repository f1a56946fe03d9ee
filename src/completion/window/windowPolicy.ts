/**
 * The numbers that decide about a window, and the decisions that need nothing else. Sizes are in
 * tokens, times in ms. docs/cache.md has the measurements.
 */
import { countTokensOfKind, type WindowLayout, type WindowSizes } from './windowLayout.ts';

/** Maximum cost of a prompt for which no cheaper strategy is looked for. */
export const maxCheapTokens = 8;

/** Minimum prefix when the file has more text above the window. */
const minPrefixTokens = 48;

/**
 * Maximum number of consecutive patches of a window before it is evaluated again. Its cells drift, by
 * 0.004 bits after 8 patches and 0.06 after 32 (docs/cache.md, "Many edits").
 */
export const maxPatches = 16;

/** Share of the window that a new layout fills: the rest is room to type. */
const initialShare = 7 / 8;

/**
 * Allowance for the control tokens of a prompt, and for the tokens by which the two sides of a cursor
 * exceed the file.
 */
const controlTokens = 8;

/** Minimum share of the possible prefix or suffix block; a window with less is read again. */
const minShare = 0.6;

/**
 * Maximum window for a place that isn't cached, while a request waits: eleven tiles of 16 tokens, which
 * with the first sampled token and the lead of an insertion stay below 192.
 */
export const maxColdTokens = 176;

/**
 * Minimum window for such a place: two tiles of 16 tokens. A smaller one would give no useful context.
 */
const minColdTokens = 32;

/** Target time until the first token of such a window. Slow machines exceed it. */
const coldLatencyMs = 1000;

/**
 * Maximum cost, in cold windows, of a prompt with all of its text that is read at once. `new` is for a
 * new window: reading a cold one first would double the work, and give the first answer only little
 * earlier. `here` is for a whole file whose window continues where it is: a cold one would replace it,
 * and all of it would be evaluated again afterwards. Parts of larger files grow with their use instead.
 */
const maxColdWindowsAtOnce = { new: 2, here: 4 } as const;

/** Factor by which a window grows at a time, and number of its tokens that each use pays for. */
const growthFactor = 3;
const tokensPerUse = 4;

/**
 * Number of tokens by which each use lets a window grow in place: about as many as the threefold steps
 * give.
 */
const grownTokensPerUse = 8;

/**
 * Maximum time to read a file that fits into a second window, in ms: its cells are exact, and a jump only
 * patches it. A file that takes longer, or a part of a larger file, is inserted in the window itself
 * piece by piece: each piece improves the answers, and the next jump nearby loses none.
 */
const maxSecondWindowMs = 8000;

/**
 * Maximum time for which a slow machine also reads a file whole in idle time instead of in steps, in ms.
 * Steps would make some of it available sooner, and cost half as much again.
 */
const maxWholeMs = 20_000;

/** Maximum cost of a repair that is made in the window itself: a request evaluates the rest. */
export const maxRepairInPlace = 48;

/**
 * Maximum share of a half-filled window that a patch may evaluate. Beyond it little is saved, and in the
 * next pause all of a patched window is evaluated again.
 */
export const maxPatchShare = 3 / 4;

/**
 * Number of last cells before the cursor that are evaluated again after text was inserted before them. In
 * a short pause (`refresh`) it is no more than a request would evaluate that arrives meanwhile; in a long
 * one (`repair`) it is as many as a cold window has.
 */
export const staleTokens = { refresh: 48, repair: 128 } as const;

/** Minimum number of common cells that makes copying a window cheaper than evaluating them. */
export const minCopiedTokens = 64;

/**
 * Maximum suffix block of a file that doesn't fit. A jump replaces it, so it has to cost less than a cold
 * window; models use the text right after the cursor and hardly anything beyond.
 */
const maxSuffixTokens = 96;

/** Maximum file that any machine reads whole at once, in tokens: in steps it would cost twice as much. */
const smallFileTokens = 208;

/**
 * Slowest pace at which a request is answered between two keys, in ms: typists leave 120 to 200 ms, in
 * which a tile of 16 tokens is read, or two tokens are generated.
 */
const maxPaceBetweenKeys = { prefillMsPerToken: 12.5, stepMs: 100 } as const;

/** Pace of a model on this machine, as measured. */
export interface Pace {
  /** Time to evaluate a token of a prompt, in ms; undefined before it was measured. */
  readonly prefillMsPerToken: number | undefined;
  /** Time of a step of decoding, in ms; 0 before it was measured. */
  readonly stepMs: number;
}

/**
 * Returns whether requests can be answered between two keys. Where they can't, they are answered in a
 * pause.
 */
export function canAnswerBetweenKeys({ prefillMsPerToken = 0, stepMs }: Pace): boolean {
  const max = maxPaceBetweenKeys;
  return prefillMsPerToken <= max.prefillMsPerToken && stepMs <= max.stepMs;
}

/**
 * Returns the sizes of a window's parts. An eighth is left for generated text, at most the size of the
 * longest completion; an eighth of the rest is for the suffix block.
 *
 * @param capacity of the sequence, in tokens.
 */
export function computeWindowSizes(capacity: number): WindowSizes {
  const prompt = capacity - Math.min(160, Math.max(40, capacity >> 3));
  const file = Math.floor(prompt * initialShare) - controlTokens;
  return { prompt, suffix: Math.min(maxSuffixTokens, prompt >> 3), file };
}

/** Returns the sizes of a new window, with room to type before its start moves on. */
export function computeNewWindowSizes(capacity: number): WindowSizes {
  const sizes = computeWindowSizes(capacity);
  return { ...sizes, prompt: Math.floor(sizes.prompt * initialShare) };
}

/**
 * Returns the size of the window for a place that isn't cached.
 *
 * @param msPerToken pace of the machine; undefined before it was measured.
 */
export function computeColdTokens(msPerToken: number | undefined): number {
  const affordable = Math.floor(coldLatencyMs / (msPerToken ?? 0));
  return Math.max(minColdTokens, Math.min(maxColdTokens, affordable));
}

/** Returns the sizes of that window: up to a quarter of it is for the suffix block. */
export function computeColdSizes(capacity: number, tokens: number): WindowSizes {
  const { prompt, suffix } = computeWindowSizes(capacity);
  const size = Math.min(prompt, tokens);
  return {
    prompt: size,
    suffix: Math.min(size >> 2, Math.max(suffix, maxColdTokens >> 2)),
    file: 0,
  };
}

/**
 * Extent to which a prompt is read for a cursor. `small`: no more than a cold window's tokens, because
 * the cursor was only placed there.
 */
export type Reach = 'whole' | 'small';

/**
 * Returns the maximum number of tokens that a prompt with all of its text may cost at once. Beyond that a
 * cold window comes first.
 *
 * @param window `here` where it holds a whole file and continues where it is; `new` for any other.
 * @param isFile true for a prompt that holds its whole file.
 */
export function computeMaxCostAtOnce(
  window: keyof typeof maxColdWindowsAtOnce,
  pace: Pace,
  isFile = false,
): number {
  const windows = maxColdWindowsAtOnce[window] / (canAnswerBetweenKeys(pace) ? 1 : 2);
  const tokens = windows * computeColdTokens(pace.prefillMsPerToken);
  return isFile ? Math.max(smallFileTokens, tokens) : tokens;
}

/** Returns whether a window's prefix is short although there is more text above it. */
export function lacksPrefix(layout: WindowLayout, { prefillMsPerToken }: Pace): boolean {
  const minTokens = Math.min(minPrefixTokens, computeColdTokens(prefillMsPerToken) >> 1);
  return layout.position.anchor > 0 && countTokensOfKind(layout, 'prefix') < minTokens;
}

/** State of a window that may grow. */
export interface Growth {
  /** Size of its prompt, in tokens. */
  readonly promptTokens: number;
  /** True while only a part of that prompt is evaluated. */
  readonly isMoving: boolean;
  /** Number of cursor positions for which a prompt was read since the window was laid out. */
  readonly uses: number;
  /** True where the window can hold the whole file. */
  readonly isFile: boolean;
  /** True where text is inserted in the window itself, piece by piece. */
  readonly isInPlace: boolean;
}

/**
 * Returns whether text is inserted in a window piece by piece, where cells may be patched, instead of
 * filling a second window. Text that is read within a second is read at once.
 *
 * @param wholeTokens size of the prompt that it could have, in tokens.
 * @param isFile true where that is the whole file, and nothing was inserted yet.
 */
export function shouldGrowInPlace(
  wholeTokens: number,
  isFile: boolean,
  { prefillMsPerToken = 0 }: Pace,
): boolean {
  return wholeTokens * prefillMsPerToken > (isFile ? maxSecondWindowMs : coldLatencyMs);
}

/**
 * Returns the sizes that a window should grow to next.
 *
 * @param wholeTokens size of the prompt that it could have, in tokens.
 */
export function computeNextSizes(
  capacity: number,
  wholeTokens: number,
  growth: Growth,
  pace: Pace,
): WindowSizes {
  const tokens = findNextTokens(wholeTokens, growth, pace);
  return tokens >= wholeTokens
    ? computeNewWindowSizes(capacity)
    : computeColdSizes(capacity, tokens);
}

/**
 * Returns the size that a window should grow to next, in tokens. A file that fits is read whole. A part
 * of a larger one grows with its use, because jumps are frequent there: reading all that fits after each
 * of them took more than half of all forward passes, and was seldom finished before the next. In place it
 * grows by a few tokens a use, and small steps lose nothing; otherwise it grows threefold when it has
 * been used enough. A file that takes a slow machine long also grows in such steps, because each improves
 * the answers. A window of which only a part is evaluated keeps its size.
 */
function findNextTokens(
  wholeTokens: number,
  { promptTokens, isMoving, isFile, uses, isInPlace }: Growth,
  pace: Pace,
): number {
  const wholeMs = wholeTokens * (pace.prefillMsPerToken ?? 0);
  const isReadWhole = isFile && (canAnswerBetweenKeys(pace) || wholeMs <= maxWholeMs);
  if (wholeMs <= coldLatencyMs || isReadWhole) return wholeTokens;
  const cold = computeColdTokens(pace.prefillMsPerToken);
  if (isInPlace)
    return isFile ? wholeTokens : Math.max(promptTokens, cold + uses * grownTokensPerUse);
  const shouldGrow = !isMoving && (isFile || uses * tokensPerUse >= promptTokens);
  const tokens = Math.max(shouldGrow ? growthFactor * promptTokens : promptTokens, cold);
  // After such a step less than its own size would be left.
  return isFile && shouldGrow && 2 * tokens > wholeTokens ? wholeTokens : tokens;
}

/** Returns whether a window holds far less text than a new one would. */
export function isShort(current: WindowLayout, candidate: WindowLayout): boolean {
  return (['prefix', 'suffix'] as const).some(
    (kind) => countTokensOfKind(current, kind) < minShare * countTokensOfKind(candidate, kind),
  );
}

/**
 * Returns whether a window holds far less of the suffix than a new one would.
 *
 * @param maxTokens maximum number of tokens of the suffix that count.
 */
export function lacksSuffix(
  current: WindowLayout,
  candidate: WindowLayout,
  maxTokens: number,
): boolean {
  const tokens = Math.min(maxTokens, countTokensOfKind(candidate, 'suffix'));
  return countTokensOfKind(current, 'suffix') < minShare * tokens;
}
