import type { Logger } from '../../src/engine/foundation/environment.ts';

/** A logger that discards all messages. */
export const silentLogger: Logger = {
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
};
