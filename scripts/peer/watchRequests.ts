import type { EngineProcess } from '../engine/engineProcess.ts';
import type { ReplayEngine } from '../replay/replayTrace.ts';

/** The part of the engine's process that a measured replay uses. */
export type MeasuredEngine = ReplayEngine & Pick<EngineProcess, 'readCpuSeconds'>;

/** Returns an engine that reports each completion request before it passes it on. */
export function watchRequests(
  engine: MeasuredEngine,
  onRequest: (number: number) => void,
): MeasuredEngine {
  let requests = 0;
  return {
    open: (...parameters) => engine.open(...parameters),
    change: (...parameters) => engine.change(...parameters),
    notify: (...parameters) => engine.notify(...parameters),
    readCpuSeconds: () => engine.readCpuSeconds(),
    request: (method, ...parameters) => {
      if (method === 'tramontane/complete') onRequest(++requests);
      return engine.request(method, ...parameters);
    },
  };
}
