import { getOutcomeReason } from '../display/outcomeText.ts';
import type { DisabledScope } from '../../completion/suggestion/trigger.ts';
import type { CompleteResult, ModelSummary } from '../../engine/protocol.ts';
import {
  formatCount,
  formatMs,
  formatTimeFigures,
  formatTokenFigures,
} from '../display/completionFigures.ts';
import type { EngineStatus } from '../engineHost/engineStatus.ts';

/** Content of the status bar item. */
export interface StatusText {
  /** Text with VS Code's `$(icon)` notation. */
  readonly text: string;
  /** The same text in words, for screen readers. */
  readonly label: string;
  /** Tooltip in Markdown, with links to commands. */
  readonly tooltip: string;
  readonly severity: 'normal' | 'warning' | 'error';
}

/** State of automatic completions in the active editor. */
export interface CompletionSwitch {
  /** Scope in which they are turned off, if they are. */
  readonly disabledScope?: DisabledScope | undefined;
  /** End of the snooze, in words: `14:05`, `the next start`. */
  readonly snoozedUntil?: string | undefined;
  /** True while the engine is too slow to answer between keys, and requests wait for a pause. */
  readonly isWaitingForPause?: boolean;
}

/** Creates the content of the status bar item from plain data. */
export function createStatusText(
  status: EngineStatus,
  completions: CompletionSwitch,
  last: CompleteResult | undefined,
): StatusText {
  switch (status.kind) {
    case 'starting':
      return createBusyText('starting', status.message ?? 'The engine is starting.');
    case 'empty':
      return createBusyText('starting', 'The engine is waiting for its model.');
    case 'loading': {
      const percent = `${Math.floor(status.fraction * 100)} %`;
      return createBusyText(`loading ${percent}`, `Loading \`${getFileName(status.path)}\`.`);
    }
    case 'failed':
      return createFailedText(status.failure.message);
    case 'stopped':
      return createFailedText(status.message);
    case 'ready': {
      const { name } = status.model;
      const figures = last && `; last completion ${formatSummary(last)}`;
      const { icon, inWord, inSentence } = describeSwitch(completions);
      return {
        text: `$(${icon}) Tramontane`,
        label: `Tramontane: ${inWord}, ${name}${figures ?? ''}`,
        tooltip: [
          `**Tramontane** is ${inSentence}.`,
          describeModel(status.model),
          ...describePause(completions),
          ...(last ? [formatDetails(last)] : []),
          [
            '[Show Cache](command:tramontane.showCache)',
            '[Explain Last Completion](command:tramontane.explainLastCompletion)',
          ].join(' · '),
        ].join('\n\n'),
        severity: 'normal',
      };
    }
  }
}

/** Commands that a tooltip may link to. */
export const linkedCommands = ['tramontane.showCache', 'tramontane.explainLastCompletion'] as const;

const disabledLabels: Readonly<Record<DisabledScope, string>> = {
  all: 'off',
  language: 'off for this language',
  workspace: 'off for this workspace',
  kind: 'off for documents of this kind',
};

function describeSwitch({ disabledScope, snoozedUntil }: CompletionSwitch) {
  const onRequest = 'completions come on request only';
  if (disabledScope !== undefined) {
    const inWord = disabledLabels[disabledScope];
    return { icon: 'circle-slash', inWord, inSentence: `${inWord}: ${onRequest}` };
  }
  if (snoozedUntil !== undefined) {
    const inWord = `snoozed until ${snoozedUntil}`;
    return { icon: 'bell-slash', inWord, inSentence: `${inWord}: ${onRequest}` };
  }
  return { icon: 'sparkle', inWord: 'ready', inSentence: 'ready' };
}

function describePause({
  disabledScope,
  snoozedUntil,
  isWaitingForPause,
}: CompletionSwitch): string[] {
  const isAutomatic = disabledScope === undefined && snoozedUntil === undefined;
  return isAutomatic && isWaitingForPause === true
    ? ['This machine cannot complete between keys: suggestions appear when you pause.']
    : [];
}

function describeModel({ name, device, windowTokens, contextTokens }: ModelSummary): string {
  const deviceName = device === 'cpu' ? 'the CPU' : device;
  const chat = contextTokens === windowTokens ? '' : `, ${formatCount(contextTokens)} in the chat`;
  return `\`${name}\` on ${deviceName}, window ${formatCount(windowTokens)} tokens${chat}`;
}

/**
 * Formats the figures in one line: `84 ms, 210 of 214 prompt tokens reused, 4 evaluated, 3 of them
 * ahead, 7 decoded`.
 */
function formatSummary(result: CompleteResult): string {
  const { metrics } = result;
  const { reusedTokens, promptTokens, evaluatedTokens, prefetchedTokens, decodeSteps } = metrics;
  return [
    formatMs(metrics.totalMs),
    `${reusedTokens} of ${promptTokens} prompt tokens reused`,
    `${evaluatedTokens} evaluated`,
    ...(prefetchedTokens > 0 ? [`${prefetchedTokens} of them ahead`] : []),
    `${decodeSteps} decoded`,
    ...(result.kind === 'text' ? [] : [`nothing shown: ${getOutcomeReason(result.outcome)}`]),
  ].join(', ');
}

/** Formats the figures as a list in Markdown. */
function formatDetails(result: CompleteResult): string {
  const { metrics } = result;
  const resultNote =
    result.kind === 'text' ? '' : `, nothing shown: ${getOutcomeReason(result.outcome)}`;
  const tokens = formatTokenFigures(metrics).map(
    ({ label, value, note }) => `- ${label}: ${value}${note === undefined ? '' : `, ${note}`}`,
  );
  const times = formatTimeFigures(metrics)
    .slice(0, -1)
    .map(({ label, value }) => `${label.toLowerCase()} ${value}`);
  return [
    `Last completion: ${formatMs(metrics.totalMs)}${resultNote}`,
    '',
    ...tokens,
    `- Time: ${times.join(', ')}`,
  ].join('\n');
}

function createBusyText(activity: string, tooltip: string): StatusText {
  return {
    text: `$(loading~spin) Tramontane`,
    label: `Tramontane: ${activity}`,
    tooltip,
    severity: 'normal',
  };
}

function createFailedText(message: string): StatusText {
  return {
    text: '$(warning) Tramontane',
    label: `Tramontane: failed, ${message}`,
    tooltip: message,
    severity: 'warning',
  };
}

function getFileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
