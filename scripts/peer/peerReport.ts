import { formatAlignedTable } from '../alignedTable.ts';
import { measureKeystrokes, type TypedRequest } from '../replay/keystrokes.ts';
import { measurePauses, type PauseFigures, type TimedRequest } from '../replay/pauses.ts';
import { computePercentiles, type Percentiles } from '../replay/summary.ts';
import type { WorkTotals } from '../replay/workCounts.ts';

/** A replay of a trace by one client. */
export interface ClientRow {
  readonly name: string;
  /** Forward passes in tokens; null where they were not measured. */
  readonly work: WorkTotals | null;
  readonly cpuSeconds: number | null;
  /** Lengths of the prompts, in tokens. */
  readonly promptTokens: readonly number[];
  /** Prompt tokens evaluated, by request. */
  readonly evaluatedTokens: readonly number[];
  /** Time to the first token, by request, in ms. */
  readonly promptMs: readonly number[];
  /** Null for a simulation, which has no texts. */
  readonly requests: readonly (TypedRequest & TimedRequest)[] | null;
  /** Requests that the client's cache answered. */
  readonly cachedRequests: number;
  /** True when its prompts are limited to the median length of Tramontane's for the same trace. */
  readonly hasOurPromptLength: boolean;
}

/** Figures of one client over a trace. */
export interface PeerFigures {
  readonly name: string;
  /** Forward passes by purpose, in tokens; null where they were not measured. */
  readonly work: WorkTotals | null;
  /** Forward passes of Tramontane divided by those of this client; null where there are none. */
  readonly ratio: number | null;
  /** Prompt tokens evaluated, in total and by request. */
  readonly evaluatedTokens: number;
  readonly evaluatedByRequest: Percentiles;
  /** Prompt lengths: the share of the file that the model gets. */
  readonly promptTokens: Percentiles;
  /** Time to the first token, in ms; null where nothing ran. */
  readonly promptMs: Percentiles | null;
  readonly cachedRequests: number;
  readonly pauses: PauseFigures | null;
  /** Share of the keys saved; see docs/quality.md. */
  readonly keystrokeSaving: number | null;
  readonly wrongShownPer100Keys: number | null;
  readonly cpuSeconds: number | null;
}

/** A trace, and the conditions of its replays. */
export interface TraceFacts {
  readonly trace: string;
  readonly requests: number;
  /** Maximum prompt of the server at its best, in tokens; null where it was to be ours and is missing. */
  readonly maxPromptTokens: number | null;
}

/** All forward passes of Tramontane and of a server whose prompts have the same length, in tokens. */
export interface PassComparison {
  readonly ours: number;
  readonly theirs: number;
  /** `ours` divided by `theirs`. */
  readonly ratio: number;
  /** Row of the server. */
  readonly row: string;
}

/** The figures of all clients over a trace. */
export interface PeerReport extends TraceFacts {
  /** Tramontane first. */
  readonly figures: readonly PeerFigures[];
  /** Comparison with the server that has the fewest passes; null where a row for it is missing. */
  readonly passes: PassComparison | null;
  readonly failures: readonly RowFailure[];
}

/** A row without figures. */
export interface RowFailure {
  readonly row: string;
  readonly error: string;
}

/** The rows of a trace that were measured, and those that failed. */
export interface TraceRows {
  /** Undefined when Tramontane's row failed or wasn't selected. It comes first in the report. */
  readonly ours: ClientRow | undefined;
  readonly others: readonly ClientRow[];
  readonly failures: readonly RowFailure[];
}

/** Compares the replays of a trace. */
export function compareClients(
  facts: TraceFacts,
  { ours, others, failures }: TraceRows,
): PeerReport {
  const rows = ours === undefined ? others : [ours, ...others];
  return {
    ...facts,
    figures: rows.map((client) => computeFigures(client, ours?.work ?? null)),
    passes: ours === undefined ? null : comparePasses(ours, others),
    failures,
  };
}

function comparePasses(ours: ClientRow, others: readonly ClientRow[]): PassComparison | null {
  const comparableRows = others.flatMap(({ name, work, hasOurPromptLength }) =>
    hasOurPromptLength && work !== null && work.total > 0
      ? [{ row: name, theirs: work.total }]
      : [],
  );
  const [best] = comparableRows.sort((one, other) => one.theirs - other.theirs);
  if (ours.work === null || best === undefined) return null;
  return { ours: ours.work.total, ratio: ours.work.total / best.theirs, ...best };
}

function computeFigures(clientRow: ClientRow, ourWork: WorkTotals | null): PeerFigures {
  const { name, work, requests, promptMs, evaluatedTokens, cachedRequests } = clientRow;
  const keystrokes = requests && measureKeystrokes(requests);
  return {
    name,
    work,
    ratio: work && ourWork && work.total > 0 ? ourWork.total / work.total : null,
    evaluatedTokens: evaluatedTokens.reduce((total, tokens) => total + tokens, 0),
    evaluatedByRequest: computePercentiles(evaluatedTokens),
    promptTokens: computePercentiles(clientRow.promptTokens),
    promptMs: promptMs.length === 0 ? null : computePercentiles(promptMs),
    cachedRequests,
    pauses: requests && measurePauses(requests),
    keystrokeSaving: keystrokes?.keystrokeSaving ?? null,
    wrongShownPer100Keys: keystrokes?.wrongShownPer100Keys ?? null,
    cpuSeconds: clientRow.cpuSeconds,
  };
}

/** Formats a report as text: a table, the comparison of the forward passes, and the failed rows. */
export function formatReport(report: PeerReport): string {
  const { trace, requests, maxPromptTokens, figures, passes, failures } = report;
  const limit =
    maxPromptTokens === null
      ? ''
      : `; server at its best with prompts of up to ${maxPromptTokens} tokens`;
  const table = formatAlignedTable([
    columns.map(([head]) => head),
    ...figures.map((client) => columns.map(([, format]) => format(client))),
  ]);
  return [
    `${trace}: ${requests} requests${limit}`,
    ...(figures.length === 0 ? [] : [table]),
    ...(passes === null ? [] : [formatPasses(passes)]),
    ...failures.map(({ row, error }) => `${row} failed: ${error}`),
    '',
  ].join('\n');
}

function formatPasses({ ours, theirs, ratio, row }: PassComparison): string {
  return `All forward passes at the same prompt length: Tramontane ${ours}, ${row} ${theirs}, ratio ${ratio.toFixed(2)}`;
}

type Column = readonly [head: string, format: (figures: PeerFigures) => string];

const columns: readonly Column[] = [
  ['', ({ name }) => name],
  ['forward passes', ({ work }) => `${work?.total ?? ''}`],
  ['ours/theirs', ({ ratio }) => ratio?.toFixed(2) ?? ''],
  ['prompt', ({ work, evaluatedTokens }) => `${work?.prompt ?? evaluatedTokens}`],
  ['decode', ({ work }) => `${work?.decode ?? ''}`],
  ['ahead', ({ work }) => (work ? `${countIdlePasses(work)}` : '')],
  ['per request p50', ({ evaluatedByRequest: { p50 } }) => `${p50}`],
  ['p95', ({ evaluatedByRequest: { p95 } }) => `${p95}`],
  ['max', ({ evaluatedByRequest: { max } }) => `${max}`],
  ['prompt length p50', ({ promptTokens }) => `${promptTokens.p50}`],
  ['from client cache', ({ work, cachedRequests }) => (work ? `${cachedRequests}` : '')],
  ['pauses answered', ({ pauses }) => (pauses ? `${pauses.answered}/${pauses.requests}` : '')],
  ['keys saved', ({ keystrokeSaving }) => formatPercent(keystrokeSaving)],
  ['wrong per 100 keys', ({ wrongShownPer100Keys }) => wrongShownPer100Keys?.toFixed(1) ?? ''],
  ['CPU s', ({ cpuSeconds }) => cpuSeconds?.toFixed(1) ?? ''],
  ['ms to first p50', ({ promptMs }) => promptMs?.p50.toFixed(1) ?? ''],
  ['p95', ({ promptMs }) => promptMs?.p95.toFixed(1) ?? ''],
];

/** Counts the forward passes that no request waited for. */
function countIdlePasses({ prefetch, repair, speculative, discarded }: WorkTotals): number {
  return prefetch + repair + speculative + discarded;
}

function formatPercent(share: number | null): string {
  return share === null ? '' : `${(100 * share).toFixed(1)} %`;
}
