import { alignTokens, type TokenRun } from './alignTokens.ts';
import { countCommonPrefix } from '../commonPrefix.ts';

/**
 * Relation of a cache to evaluation from scratch, from strict to bold.
 *
 * - `exact`: equal. Only a common prefix was reused.
 * - `rolling`: the start of the window moved on; cells keep the history that was evicted, as in Mistral's
 *   rolling buffer (arXiv:2310.06825). The model was trained with this, but evaluating the shorter window
 *   would give other values.
 * - `patched`: cells after an edit stayed and were shifted (K-shift). They are approximate until they are
 *   evaluated again.
 */
export type Reuse = 'exact' | 'rolling' | 'patched';

/** Returns the boldest reuse that a mode allows without patches. */
export function excludePatches(mode: Reuse): 'exact' | 'rolling' {
  return mode === 'exact' ? 'exact' : 'rolling';
}

/** Range of positions in a sequence; `start` is inclusive, `end` exclusive. */
export interface CellRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Number of tokens before inserted ones that are evaluated once more, and erased again. Inserted tokens
 * are evaluated at the end; without a lead the first of them would treat the prompt's last token as its
 * predecessor, and the model would go on to repeat them there (measured in docs/cache.md).
 */
export const insertionLead = 4;

/** Tokens that are inserted between others. */
export interface Insertion {
  /** Position of the first of them after all insertions before it. */
  readonly position: number;
  readonly tokens: readonly number[];
}

/** Steps from the tokens that a sequence holds to the tokens of a prompt. */
export interface ReusePlan {
  /** Relation of a previously exact cache to evaluation from scratch, after the plan. */
  readonly reuse: Reuse;
  /** Number of tokens at the start that stay unchanged and in place. */
  readonly keep: number;
  /** Ranges that are erased between others, in order. The cells after them move up. */
  readonly erase: readonly CellRange[];
  /** Number of tokens that stay after that; the tokens of the sequence after them are erased. */
  readonly length: number;
  /** Tokens that are evaluated at the end and moved in between, in order. */
  readonly insert: readonly Insertion[];
  /** Tokens to evaluate after those: all of the rest of the prompt but its last token. */
  readonly evaluate: readonly number[];
  /** Last token of the prompt. It is evaluated together with sampling the first token after it. */
  readonly last: number;
  /** Number of tokens that the plan evaluates in total, including leads and the last token. */
  readonly cost: number;
}

/**
 * Maximum number of insertions of one patch. Text that differs in more places is another text, to which
 * the kept cells are unrelated.
 */
const maxInsertions = 8;

/** Maximum number of pairs of positions that are aligned: some milliseconds, some megabytes. */
const maxPairs = 1 << 22;

export interface ReuseOptions {
  /** Boldest reuse that is allowed. */
  readonly mode: Reuse;
  /**
   * Number of tokens at the start of both that are pinned, where the window's start has moved on. The
   * evicted tokens came after them.
   */
  readonly evictedAfter: number | undefined;
  /**
   * Start of the prefix in both. A patch keeps cells of a suffix block only in the suffix block, and
   * cells of a prefix only in the prefix: text that has changed sides was evaluated after entirely
   * different text.
   */
  readonly prefixStart?: { readonly cached: number; readonly prompt: number } | undefined;
}

/**
 * Minimum run of cached tokens that is kept after an edit. Shorter ones would save little and keep keys
 * and values of an unrelated context.
 */
const minRun = 8;

/**
 * Minimum evaluation that a patch must save to justify its inexactness and its key shift, in tokens: a
 * fifth of a second on a CPU.
 */
const minSaving = 32;

/**
 * Plans the minimum evaluation that gives a cache as exact as `mode` requires. The last token is always
 * evaluated again, because the cache doesn't store the probabilities after it.
 *
 * @param cached the tokens whose keys and values the sequence holds.
 * @param prompt the prompt, at least one token.
 */
export function planReuse(
  cached: readonly number[],
  prompt: readonly number[],
  { mode, evictedAfter, prefixStart }: ReuseOptions,
): ReusePlan {
  const last = prompt.at(-1);
  if (last === undefined) throw new RangeError('A prompt has at least one token.');
  const body = prompt.slice(0, -1);
  const keep = countCommonPrefix(cached, body);
  const exact: ReusePlan = {
    reuse: 'exact',
    keep,
    erase: [],
    length: keep,
    insert: [],
    evaluate: body.slice(keep),
    last,
    cost: prompt.length - keep,
  };
  // The first token of a sequence can't be erased alone, so there must be one that stays.
  if (mode === 'exact' || exact.cost <= minSaving || keep === 0) return exact;
  const cheapest =
    evictedAfter === undefined ? exact : planRolling(cached, exact, body, evictedAfter);
  if (mode === 'rolling' || cheapest.cost <= minSaving) return cheapest;
  const patch = planPatch(cached, exact, body, prefixStart);
  const isPatch = patch.insert.length <= maxInsertions && patch.erase.length <= maxInsertions;
  return isPatch && patch.cost + minSaving <= cheapest.cost ? patch : cheapest;
}

/**
 * Returns the beginning of a plan within a limit of tokens. The next plan continues from it.
 *
 * @param maxTokens of the whole plan, leads included.
 * @returns the plan itself where it costs no more; undefined where the limit leaves too little for its
 *   first insertion.
 */
export function limitPlan(plan: ReusePlan, maxTokens: number): ReusePlan | undefined {
  if (plan.cost <= maxTokens) return plan;
  const insert: Insertion[] = [];
  let remainingTokens = maxTokens - 1;
  for (const insertion of plan.insert) {
    const tokens = insertion.tokens.slice(0, Math.max(0, remainingTokens - insertionLead));
    const isWhole = tokens.length === insertion.tokens.length;
    if (isWhole || tokens.length >= minRun) insert.push({ ...insertion, tokens });
    remainingTokens = isWhole ? remainingTokens - insertionLead - tokens.length : 0;
  }
  if (insert.length === 0 && plan.insert.length > 0) return undefined;
  return { ...plan, insert, evaluate: plan.evaluate.slice(0, remainingTokens), cost: maxTokens };
}

/** Counts the tokens that a plan erases between others. */
export function countErasedTokens({ erase }: ReusePlan): number {
  return erase.reduce((sum, { start, end }) => sum + end - start, 0);
}

/** Counts the tokens that a plan inserts between others, leads left out. */
export function countInsertedTokens({ insert }: ReusePlan): number {
  return insert.reduce((sum, { tokens }) => sum + tokens.length, 0);
}

/**
 * Returns a plan that erases the tokens after the head by which the window's start has moved; the exact
 * plan where that saves nothing.
 */
function planRolling(
  cached: readonly number[],
  exact: ReusePlan,
  body: readonly number[],
  head: number,
): ReusePlan {
  // The head may end with tokens with which the text after it begins.
  if (exact.keep < head || head === 0) return exact;
  let best = { shift: 0, agreed: exact.keep };
  for (let shift = 1; head + shift < cached.length; shift++) {
    let agreed = head;
    while (agreed < body.length && cached[agreed + shift] === body[agreed]) agreed++;
    if (agreed > best.agreed && agreed - head >= minRun) best = { shift, agreed };
  }
  if (best.shift === 0) return exact;
  return {
    ...exact,
    reuse: 'rolling',
    keep: head,
    erase: [{ start: head, end: head + best.shift }],
    length: best.agreed,
    evaluate: body.slice(best.agreed),
    cost: body.length - best.agreed + 1,
  };
}

/** Returns a plan that keeps the common runs on both sides of each difference. */
function planPatch(
  cached: readonly number[],
  exact: ReusePlan,
  body: readonly number[],
  prefixStart: ReuseOptions['prefixStart'],
): ReusePlan {
  const { keep } = exact;
  const runs = alignSides(cached, body, keep, prefixStart);
  const erase: CellRange[] = [];
  const insert: Insertion[] = [];
  let [cachedEnd, promptEnd, length] = [keep, keep, keep];
  for (const run of runs) {
    if (run.cached > cachedEnd) erase.push({ start: cachedEnd, end: run.cached });
    if (run.prompt > promptEnd) {
      insert.push({ position: promptEnd, tokens: body.slice(promptEnd, run.prompt) });
    }
    cachedEnd = run.cached + run.length;
    promptEnd = run.prompt + run.length;
    length += run.length;
  }
  return {
    ...exact,
    reuse: runs.length > 0 ? 'patched' : 'exact',
    erase,
    length,
    insert,
    evaluate: body.slice(promptEnd),
    cost: body.length - length + insert.length * insertionLead + 1,
  };
}

/**
 * Finds the runs that both have in common after the first `keep` tokens, before and after the prefix
 * start. The control token before the prefix stays with the prefix: without it the sides of an
 * interrupted patch could not be distinguished.
 */
function alignSides(
  cached: readonly number[],
  body: readonly number[],
  keep: number,
  start: ReuseOptions['prefixStart'],
): TokenRun[] {
  if (start === undefined || start.cached <= keep || start.prompt <= keep) {
    return alignAfter(cached, body, keep);
  }
  const marker = { cached: start.cached - 1, prompt: start.prompt - 1, length: 1 };
  const hasMarker = cached[marker.cached] === body[marker.prompt];
  const [cachedEnd, promptEnd] = hasMarker
    ? [marker.cached, marker.prompt]
    : [start.cached, start.prompt];
  const before = alignAfter(cached.slice(0, cachedEnd), body.slice(0, promptEnd), keep);
  const after = alignAfter(cached.slice(start.cached), body.slice(start.prompt), 0).map((run) => ({
    ...run,
    cached: run.cached + start.cached,
    prompt: run.prompt + start.prompt,
  }));
  return [...before, ...(hasMarker && after.length > 0 ? [marker] : []), ...after];
}

/** Returns the runs that both sides have in common after the first `keep` tokens. */
function alignAfter(cached: readonly number[], body: readonly number[], keep: number): TokenRun[] {
  const pairs = (cached.length - keep) * (body.length - keep);
  // Aligning all pairs finds the best runs; where there are too many pairs, the common end is taken
  // first.
  const commonEnd = pairs > maxPairs ? countCommonSuffix(cached, body, keep) : 0;
  const [cachedEnd, bodyEnd] = [cached.length - commonEnd, body.length - commonEnd];
  const runs =
    (cachedEnd - keep) * (bodyEnd - keep) > maxPairs
      ? []
      : alignTokens(cached.slice(keep, cachedEnd), body.slice(keep, bodyEnd), minRun).map(
          (run) => ({ ...run, cached: run.cached + keep, prompt: run.prompt + keep }),
        );
  if (commonEnd >= minRun) runs.push({ cached: cachedEnd, prompt: bodyEnd, length: commonEnd });
  return runs;
}

/** Counts the tokens that both end with, after the first `keep`. */
function countCommonSuffix(one: readonly number[], other: readonly number[], keep: number): number {
  const maxLength = Math.min(one.length, other.length) - keep;
  let length = 0;
  while (length < maxLength && one.at(-1 - length) === other.at(-1 - length)) length++;
  return length;
}
