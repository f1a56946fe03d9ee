import { alignedTable } from '../alignedTable.ts';
import { measureKeystrokes, type TypedRequest } from '../replay/keystrokes.ts';
import { measurePauses, type PauseFigures, type TimedRequest } from '../replay/pauses.ts';
import { spreadOf, type Spread } from '../replay/summary.ts';
import type { WorkTotals } from '../replay/workCounts.ts';

/** A replay of a trace by one client. */
export interface Measured {
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
  readonly evaluatedByRequest: Spread;
  /** Prompt lengths: the share of the file that the model gets. */
  readonly promptTokens: Spread;
  /** Time to the first token, in ms; null where nothing ran. */
  readonly promptMs: Spread | null;
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
  /** Maximum prompt of the server at its best, in tokens. */
  readonly maxPromptTokens: number;
}

/** The figures of all clients over a trace. */
export interface PeerReport extends TraceFacts {
  /** Tramontane first. */
  readonly figures: readonly PeerFigures[];
}

/** Compares the replays of a trace. @param ours comes first in the report. */
export function compareClients(
  facts: TraceFacts,
  ours: Measured,
  others: readonly Measured[],
): PeerReport {
  const figures = [ours, ...others].map((measured) => describe(measured, ours.work));
  return { ...facts, figures };
}

function describe(measured: Measured, ourWork: WorkTotals | null): PeerFigures {
  const { name, work, requests, promptMs, evaluatedTokens, cachedRequests } = measured;
  const keystrokes = requests && measureKeystrokes(requests);
  return {
    name,
    work,
    ratio: work && ourWork && work.total > 0 ? ourWork.total / work.total : null,
    evaluatedTokens: evaluatedTokens.reduce((total, tokens) => total + tokens, 0),
    evaluatedByRequest: spreadOf(evaluatedTokens),
    promptTokens: spreadOf(measured.promptTokens),
    promptMs: promptMs.length === 0 ? null : spreadOf(promptMs),
    cachedRequests,
    pauses: requests && measurePauses(requests),
    keystrokeSaving: keystrokes?.keystrokeSaving ?? null,
    wrongShownPer100Keys: keystrokes?.wrongShownPer100Keys ?? null,
    cpuSeconds: measured.cpuSeconds,
  };
}

/** Formats a report as text in columns. */
export function formatReport({ trace, requests, maxPromptTokens, figures }: PeerReport): string {
  const title = `${trace}: ${requests} requests; server at its best with prompts of up to ${maxPromptTokens} tokens`;
  const table = alignedTable([
    columns.map(([head]) => head),
    ...figures.map((client) => columns.map(([, format]) => format(client))),
  ]);
  return `${title}\n${table}\n`;
}

type Column = readonly [head: string, format: (figures: PeerFigures) => string];

const columns: readonly Column[] = [
  ['', ({ name }) => name],
  ['forward passes', ({ work }) => `${work?.total ?? ''}`],
  ['ours/theirs', ({ ratio }) => ratio?.toFixed(2) ?? ''],
  ['prompt', ({ work, evaluatedTokens }) => `${work?.prompt ?? evaluatedTokens}`],
  ['decode', ({ work }) => `${work?.decode ?? ''}`],
  ['ahead', ({ work }) => (work ? `${countAhead(work)}` : '')],
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
function countAhead({ prefetch, repair, speculative, discarded }: WorkTotals): number {
  return prefetch + repair + speculative + discarded;
}

function formatPercent(share: number | null): string {
  return share === null ? '' : `${(100 * share).toFixed(1)} %`;
}
