import {
  type CancellationToken,
  ErrorCodes,
  ResponseError,
  type Connection,
} from 'vscode-languageserver/node';
import { toEngineFailure } from '../foundation/engineError.ts';
import type { ClientNotifications, EngineNotifications, EngineRequests } from '../protocol.ts';

/**
 * Registers the handler of one of the engine's own requests. Failures are sent as an
 * `EngineFailure`.
 *
 * @param handler receives a signal that aborts when the client cancels the request.
 */
export function handleRequest<Method extends keyof EngineRequests>(
  connection: Connection,
  method: Method,
  handler: (
    params: EngineRequests[Method]['params'],
    signal: AbortSignal,
  ) => Promise<EngineRequests[Method]['result']>,
): void {
  connection.onRequest(
    method,
    async (params: EngineRequests[Method]['params'], token: CancellationToken) => {
      try {
        return await handler(params, toAbortSignal(token));
      } catch (error) {
        const failure = toEngineFailure(error);
        if (failure.code === 'internal') connection.console.error(getStack(error));
        return new ResponseError(ErrorCodes.InternalError, failure.message, failure);
      }
    },
  );
}

/** Registers the handler of one of the client's notifications. */
export function handleNotification<Method extends keyof ClientNotifications>(
  connection: Connection,
  method: Method,
  handler: (params: ClientNotifications[Method]) => void,
): void {
  connection.onNotification(method, handler);
}

/** Sends one of the engine's notifications to the client. */
export function sendNotification<Method extends keyof EngineNotifications>(
  connection: Connection,
  method: Method,
  params: EngineNotifications[Method],
): void {
  void connection.sendNotification(method, params);
}

/** Returns an abort signal for a client's cancellation token. */
export function toAbortSignal(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  else {
    token.onCancellationRequested(() => {
      controller.abort();
    });
  }
  return controller.signal;
}

function getStack(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
