import { formatAlignedTable } from '../alignedTable.ts';
import type { ModelReport } from './benchModel.ts';
import type { CaseReport } from './statistics.ts';

/** Formats the results of a model's cases as text. */
export function formatBenchTable({ model, device, threads, floor, cases }: ModelReport): string {
  const { prefillMsPerToken, decodeStepMs, evaluateStepMs, depth } = floor;
  const title =
    `${model} on ${device}, ${threads} threads. Raw llama.cpp with ${depth} tokens in the cache: ` +
    `prefill ${prefillMsPerToken.toFixed(2)} ms a token, decode step ${decodeStepMs.toFixed(1)} ms ` +
    `(${evaluateStepMs.toFixed(1)} without drawing).`;
  const heads = ['case', 'ms p50', 'max', 'floor ms', 'evaluated', 'ratio', 'of', 'target', ''];
  return `${title}\n${formatAlignedTable([heads, ...cases.map(formatRow)])}\n`;
}

function formatRow(report: CaseReport): string[] {
  const { name, ms, floorMs, evaluatedTokens, ratio, ratioKind, against, holds } = report;
  return [
    name,
    ms?.p50.toFixed(1) ?? '',
    ms?.max.toFixed(1) ?? '',
    floorMs?.toFixed(1) ?? '',
    evaluatedTokens === null ? '' : `${evaluatedTokens.p50}`,
    ratio?.toFixed(2) ?? 'not measured',
    `${ratioNames[ratioKind]}, ${unitNames[against]}`,
    formatTarget(report),
    holds === null ? '' : holds ? 'holds' : 'FAILS',
  ];
}

const unitNames = {
  decodeStep: 'decode step',
  prefill: 'prefill',
  slice: 'slice',
  batch: 'one batch',
} as const;

const ratioNames = { time: 'time', cpuTime: 'CPU time', speed: 'speed' } as const;

function formatTarget({ target }: CaseReport): string {
  if (target === null) return '';
  return 'atMost' in target ? `≤ ${target.atMost}` : `≥ ${target.atLeast}`;
}
