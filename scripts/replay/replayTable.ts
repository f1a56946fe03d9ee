import { formatAlignedTable } from '../alignedTable.ts';
import type { ReplaySummary } from './summary.ts';

/** Formats the summary of one replay as text. */
export function formatSummary(summary: ReplaySummary): string {
  const { work, keys, suggestionsShown, flickers, verify } = summary;
  const lines = [
    formatCauses(summary),
    `${summary.requests} requests, ${summary.shown} shown, ${summary.cancelled} cancelled, ${summary.evaluatedTokens} prompt tokens evaluated for requests, ${summary.decodeSteps} decode steps`,
    `forward passes: prompt ${work.prompt}, prefetch ${work.prefetch}, repair ${work.repair}, decode ${work.decode}, speculative ${work.speculative}, discarded ${work.discarded}, total ${work.total}`,
    `prompt length p50 ${summary.promptTokens.p50}, max ${summary.promptTokens.max}; ${formatFileShare(summary)}`,
    `pauses of 1 s or more: ${formatPauses(summary)}`,
    `CPU time of the engine: ${formatSeconds(summary)}`,
    `${formatPercent(summary.keystrokeSaving)} of ${keys} keys saved, ${suggestionsShown} suggestions shown, ${formatWrong(summary)} wrong ones per 100 keys, ${flickers} flickers`,
  ];
  if (verify) {
    lines.push(`${verify.checked} requests repeated from scratch: ${verify.mismatches} differ`);
  }
  return `${lines.join('\n')}\n`;
}

/** Formats the figures of two replays of a trace as columns. */
export function formatComparison(unpaced: ReplaySummary, paced: ReplaySummary): string {
  const columns = [listFigures(unpaced), listFigures(paced)] as const;
  const rows = columns[0].map(([name, value], index) => [
    name,
    value,
    columns[1][index]?.[1] ?? '',
  ]);
  return `${formatAlignedTable([['', 'unpaced', 'paced'], ...rows])}\n`;
}

/** Returns the figures of a replay that are comparable with another one, with their names. */
function listFigures(summary: ReplaySummary): (readonly [name: string, value: string])[] {
  const { work, promptTokens, byCause, verify } = summary;
  const first = byCause.key?.timeToFirstTokenMs;
  return [
    ['requests', `${summary.requests}`],
    ['shown', `${summary.shown}`],
    ['cancelled', `${summary.cancelled}`],
    ['pauses of 1 s or more, answered', formatPauses(summary)],
    ['forward passes, total', `${work.total}`],
    ['  prompt', `${work.prompt}`],
    ['  prefetch', `${work.prefetch}`],
    ['  repair', `${work.repair}`],
    ['  decode', `${work.decode}`],
    ['  speculative', `${work.speculative}`],
    ['  discarded', `${work.discarded}`],
    ['prompt length p50', `${promptTokens.p50}`],
    ['share of the file in the prompt, p50', formatFileShare(summary)],
    ['ms to the first token after a key, p50', first?.p50.toFixed(1) ?? ''],
    ['  p95', first?.p95.toFixed(1) ?? ''],
    ['CPU time of the engine', formatSeconds(summary)],
    ['keys saved', formatPercent(summary.keystrokeSaving)],
    ['suggestions shown', `${summary.suggestionsShown}`],
    ['wrong suggestions per 100 keys', formatWrong(summary)],
    ['flickers', `${summary.flickers}`],
    ...(verify ? [['repeated from scratch, differ', `${verify.mismatches}`] as const] : []),
  ];
}

function formatCauses({ byCause }: ReplaySummary): string {
  const heads = [
    '',
    'requests',
    'tokens evaluated p50',
    'p95',
    'p99',
    'max',
    'ms to first p50',
    'p95',
  ];
  const rows = Object.entries(byCause).map(([cause, figures]) => {
    const { evaluatedTokens: tokens, timeToFirstTokenMs: first } = figures;
    const counts = [tokens.p50, tokens.p95, tokens.p99, tokens.max].map(String);
    const times = [first.p50, first.p95].map((ms) => ms.toFixed(1));
    return [cause, `${figures.requests}`, ...counts, ...times];
  });
  return formatAlignedTable([heads, ...rows]);
}

function formatFileShare({ fileShare }: ReplaySummary): string {
  if (fileShare === null) return 'the file does not fit the window';
  return `${formatPercent(fileShare.p50)} of the file (${fileShare.requests} requests)`;
}

function formatPauses({ pauses }: ReplaySummary): string {
  const share = pauses.share === null ? '' : ` (${formatPercent(pauses.share)})`;
  return `${pauses.answered} of ${pauses.requests} answered${share}`;
}

function formatSeconds({ cpuSeconds }: ReplaySummary): string {
  return cpuSeconds === null ? 'not measured on this system' : `${cpuSeconds.toFixed(1)} s`;
}

function formatWrong({ wrongShownPer100Keys }: ReplaySummary): string {
  return (wrongShownPer100Keys ?? 0).toFixed(1);
}

function formatPercent(share: number | null): string {
  return `${(100 * (share ?? 0)).toFixed(1)} %`;
}
