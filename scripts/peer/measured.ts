import type { ReplayMeasurement } from '../replay/measureReplay.ts';
import type { TraceEvent } from '../replay/trace.ts';
import { listTraceRequests } from '../replay/traceRequests.ts';
import type { ClientStrategy } from './clientStrategies.ts';
import type { ClientRow } from './peerReport.ts';
import { simulatePrefixReuse } from './prefixReuse.ts';
import type { ServerMeasurement } from './serverReplay.ts';

/** Converts a replay in the engine to a row of the report. */
export function createEngineRow({ requests, work, cpuSeconds }: ReplayMeasurement): ClientRow {
  const startedRequests = requests.filter(
    ({ isCancelled, promptTokens }) => !isCancelled || promptTokens > 0,
  );
  return {
    name: 'Tramontane',
    work,
    cpuSeconds,
    promptTokens: startedRequests.map(({ promptTokens }) => promptTokens),
    evaluatedTokens: requests.map(({ evaluatedTokens }) => evaluatedTokens),
    promptMs: requests.flatMap(({ timeToFirstTokenMs: first }) => first ?? []),
    requests,
    cachedRequests: 0,
    hasOurPromptLength: true,
  };
}

/** Converts a replay on a server to a row of the report. */
export function createServerRow(
  name: string,
  { requests, work, cpuSeconds }: ServerMeasurement,
  hasOurPromptLength: boolean,
): ClientRow {
  return {
    name,
    work,
    cpuSeconds,
    promptTokens: requests.flatMap(({ promptTokens }) => promptTokens ?? []),
    evaluatedTokens: requests.map(({ evaluatedTokens }) => evaluatedTokens ?? 0),
    promptMs: requests.flatMap(({ promptMs }) => promptMs ?? []),
    requests,
    cachedRequests: requests.filter(({ isCached }) => isCached).length,
    hasOurPromptLength,
  };
}

/** Simulates a strategy on a server that reuses prefixes. Nothing runs: the row has no texts. */
export function simulate(
  events: readonly TraceEvent[],
  strategy: ClientStrategy,
  hasOurPromptLength: boolean,
): ClientRow {
  const prompts = [...listTraceRequests(events)].map(strategy.buildPrompt);
  return {
    name: `${strategy.name}, simulated`,
    work: null,
    cpuSeconds: null,
    promptTokens: prompts.map(({ length }) => length),
    evaluatedTokens: simulatePrefixReuse(prompts),
    promptMs: [],
    requests: null,
    cachedRequests: 0,
    hasOurPromptLength,
  };
}
