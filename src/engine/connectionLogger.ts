import type { Connection } from 'vscode-languageserver/node';
import type { Logger } from './foundation/environment.ts';

/** Returns a logger that sends its lines to the client as `window/logMessage`. */
export function createConnectionLogger({ console: remote }: Pick<Connection, 'console'>): Logger {
  return {
    error: (message) => {
      remote.error(message);
    },
    warn: (message) => {
      remote.warn(message);
    },
    info: (message) => {
      remote.info(message);
    },
    debug: (message) => {
      remote.debug(message);
    },
  };
}
