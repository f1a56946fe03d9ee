import { LanguageClient } from 'vscode-languageclient/node';

/**
 * A language client that leaves talking to the person to its owner, who knows what an ending means:
 * it logs where the library would also open messages.
 */
export class QuietLanguageClient extends LanguageClient {
  /**
   * Rejects, or resolves in another state than running, when it came to nothing. Asked a second
   * time, the library hands out the promise of the first start, which nobody else would listen to
   * when the connection is lost during the handshake.
   */
  override async start(): Promise<void> {
    const started = super.start();
    super.start().catch(() => undefined);
    await started;
  }

  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }

  /** The library stops itself when the handshake fails, and no one hears that it can't. */
  override async stop(timeoutMs?: number): Promise<void> {
    try {
      await super.stop(timeoutMs);
    } catch (error) {
      this.debug(`The engine could not be stopped in an orderly way: ${String(error)}`);
    }
  }
}
