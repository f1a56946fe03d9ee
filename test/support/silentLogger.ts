import type { Logger } from '../../src/engine/ports.ts';

/** A logger for tests that look at results and not at the log. */
export const silentLogger: Logger = {
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
};
