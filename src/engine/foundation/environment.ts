/** Log with levels. Its lines never contain the user's code. */
export interface Logger {
  error(message: string): void;
  warn(message: string): void;
  info(message: string): void;
  debug(message: string): void;
}

/** Milliseconds since some fixed moment. */
export type Clock = () => number;
