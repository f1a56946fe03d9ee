import type { CompleteResult } from '../../engine/protocol.ts';
import type { EngineStatus } from '../engineHost/engineStatus.ts';

/** What the status bar says. */
export interface StatusText {
  /** With VS Code's `$(icon)` notation. */
  readonly text: string;
  /** The same in words, for screen readers. */
  readonly label: string;
  /** Markdown. */
  readonly tooltip: string;
  readonly severity: 'normal' | 'warning' | 'error';
}

/** Writes the status bar item for a state, plain data in and out. */
export function statusText(
  status: EngineStatus,
  enabled: boolean,
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
      const { name, device, contextTokens } = status.model;
      const figures = last && figuresOf(last);
      const where = device === 'cpu' ? 'the processor' : device;
      const model = `\`${name}\` on ${where}, window ${contextTokens} tokens`;
      return {
        text: enabled ? '$(sparkle) Tramontane' : '$(circle-slash) Tramontane',
        label: `Tramontane: ${enabled ? 'ready' : 'off'}, ${name}${figures ? `; last completion ${figures}` : ''}`,
        tooltip: [
          `**Tramontane** is ${enabled ? 'ready' : 'off: completions come on request only'}.`,
          model,
          ...(figures ? [`Last completion: ${figures}`] : []),
        ].join('\n\n'),
        severity: 'normal',
      };
    }
  }
}

/** `84 ms, 210 of 214 prompt tokens reused, 7 decode steps` */
function figuresOf(result: CompleteResult): string {
  const { totalMs, reusedTokens, promptTokens, decodeSteps } = result.metrics;
  const cost = `${Math.round(totalMs)} ms, ${reusedTokens} of ${promptTokens} prompt tokens reused, ${decodeSteps} decode steps`;
  return result.kind === 'text' ? cost : `${cost}, nothing shown: ${result.reason}`;
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
