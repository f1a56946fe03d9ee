import type { SwitchedOff } from '../../completion/suggestion/trigger.ts';
import type { CompleteResult, ModelSummary } from '../../engine/protocol.ts';
import { formatCount, formatMs, timeFigures, tokenFigures } from '../display/completionFigures.ts';
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
  readonly offFor?: SwitchedOff | undefined;
  /** End of the snooze, in words: `14:05`, `the next start`. */
  readonly snoozedUntil?: string | undefined;
  /** True while the engine is too slow to answer between keys, and requests wait for a pause. */
  readonly isWaitingForPause?: boolean;
}

/** Creates the content of the status bar item from plain data. */
export function statusText(
  status: EngineStatus,
  completions: CompletionSwitch,
  last: CompleteResult | undefined,
): StatusText {
  switch (status.kind) {
    case 'starting':
      return busy('starting', status.message ?? 'The engine is starting.');
    case 'empty':
      return busy('starting', 'The engine is waiting for its model.');
    case 'loading': {
      const percent = `${Math.floor(status.fraction * 100)} %`;
      return busy(`loading ${percent}`, `Loading \`${nameOf(status.path)}\`.`);
    }
    case 'failed':
      return failed(status.failure.message);
    case 'stopped':
      return failed(status.message);
    case 'ready': {
      const { name } = status.model;
      const figures = last && `; last completion ${inShort(last)}`;
      const { icon, inWord, inSentence } = aboutSwitch(completions);
      return {
        text: `$(${icon}) Tramontane`,
        label: `Tramontane: ${inWord}, ${name}${figures ?? ''}`,
        tooltip: [
          `**Tramontane** is ${inSentence}.`,
          aboutModel(status.model),
          ...aboutPause(completions),
          ...(last ? [atLength(last)] : []),
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

const off: Readonly<Record<SwitchedOff, string>> = {
  all: 'off',
  language: 'off for this language',
  workspace: 'off for this workspace',
  kind: 'off for documents of this kind',
};

function aboutSwitch({ offFor, snoozedUntil }: CompletionSwitch) {
  const onRequest = 'completions come on request only';
  if (offFor !== undefined) {
    const inWord = off[offFor];
    return { icon: 'circle-slash', inWord, inSentence: `${inWord}: ${onRequest}` };
  }
  if (snoozedUntil !== undefined) {
    const inWord = `snoozed until ${snoozedUntil}`;
    return { icon: 'bell-slash', inWord, inSentence: `${inWord}: ${onRequest}` };
  }
  return { icon: 'sparkle', inWord: 'ready', inSentence: 'ready' };
}

function aboutPause({ offFor, snoozedUntil, isWaitingForPause }: CompletionSwitch): string[] {
  const isAutomatic = offFor === undefined && snoozedUntil === undefined;
  return isAutomatic && isWaitingForPause === true
    ? ['This machine cannot complete between keys: suggestions appear when you pause.']
    : [];
}

function aboutModel({ name, device, windowTokens, contextTokens }: ModelSummary): string {
  const where = device === 'cpu' ? 'the CPU' : device;
  const chat = contextTokens === windowTokens ? '' : `, ${formatCount(contextTokens)} in the chat`;
  return `\`${name}\` on ${where}, window ${formatCount(windowTokens)} tokens${chat}`;
}

/**
 * Formats the figures in one line: `84 ms, 210 of 214 prompt tokens reused, 4 evaluated, 3 of them
 * ahead, 7 decoded`.
 */
function inShort(result: CompleteResult): string {
  const { metrics } = result;
  const { reusedTokens, promptTokens, evaluatedTokens, aheadTokens, decodeSteps } = metrics;
  return [
    formatMs(metrics.totalMs),
    `${reusedTokens} of ${promptTokens} prompt tokens reused`,
    `${evaluatedTokens} evaluated`,
    ...(aheadTokens > 0 ? [`${aheadTokens} of them ahead`] : []),
    `${decodeSteps} decoded`,
    ...(result.kind === 'text' ? [] : [`nothing shown: ${result.reason}`]),
  ].join(', ');
}

/** Formats the figures as a list in Markdown. */
function atLength(result: CompleteResult): string {
  const { metrics } = result;
  const shown = result.kind === 'text' ? '' : `, nothing shown: ${result.reason}`;
  const tokens = tokenFigures(metrics).map(
    ({ label, value, note }) => `- ${label}: ${value}${note === undefined ? '' : `, ${note}`}`,
  );
  const times = timeFigures(metrics)
    .slice(0, -1)
    .map(({ label, value }) => `${label.toLowerCase()} ${value}`);
  return [
    `Last completion: ${formatMs(metrics.totalMs)}${shown}`,
    '',
    ...tokens,
    `- Time: ${times.join(', ')}`,
  ].join('\n');
}

function busy(what: string, tooltip: string): StatusText {
  return {
    text: `$(loading~spin) Tramontane`,
    label: `Tramontane: ${what}`,
    tooltip,
    severity: 'normal',
  };
}

function failed(message: string): StatusText {
  return {
    text: '$(warning) Tramontane',
    label: `Tramontane: failed, ${message}`,
    tooltip: message,
    severity: 'warning',
  };
}

function nameOf(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
