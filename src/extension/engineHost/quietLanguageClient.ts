import { LanguageClient } from 'vscode-languageclient/node';

/**
 * A language client that logs errors where the library would also show messages. Its owner informs
 * the user, since only the owner can tell an expected end from a crash.
 */
export class QuietLanguageClient extends LanguageClient {
  /**
   * Starts the client. On failure it rejects, or resolves in a state other than running. A second
   * call returns the library's promise of the first start, whose rejection would otherwise be
   * unhandled when the connection is lost during the handshake.
   */
  override async start(): Promise<void> {
    const firstStart = super.start();
    super.start().catch(() => undefined);
    await firstStart;
  }

  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }

  /** Stops the client. When the handshake fails, the library calls this itself and ignores a rejection. */
  override async stop(timeoutMs?: number): Promise<void> {
    try {
      await super.stop(timeoutMs);
    } catch (error) {
      this.debug(`The engine could not be stopped in an orderly way: ${String(error)}`);
    }
  }
}
