import type { Logger } from '../../src/engine/ports.ts';

/** A logger that discards all messages. */
export const silentLogger: Logger = {
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
};
