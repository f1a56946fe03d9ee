import type { EngineFailure, EngineFailureCode } from '../protocol.ts';

/** Error that is shown to the user. The message says what is wrong and what to do. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: EngineFailureCode;

  constructor(code: EngineFailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  get failure(): EngineFailure {
    return { code: this.code, message: this.message };
  }
}

/** Returns any error as a failure for the user; unforeseen errors refer to the log. */
export function toEngineFailure(error: unknown): EngineFailure {
  if (error instanceof EngineError) return error.failure;
  return {
    code: 'internal',
    message: `Something went wrong in the engine: ${getErrorMessage(error)}. The log has the detail.`,
  };
}

/** Returns the message of an error, for the log and for messages that quote it. */
export function getErrorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
