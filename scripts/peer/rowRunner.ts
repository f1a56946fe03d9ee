import type { ClientRow, RowFailure } from './peerReport.ts';
import { RowProgress } from './rowProgress.ts';

/**
 * Measures the rows of a report one after the other. Prints each result on standard error as soon as
 * it is there. A row that fails leaves the other rows in the report.
 */
export class RowRunner {
  readonly rows: ClientRow[] = [];
  readonly failures: RowFailure[] = [];
  readonly #trace: string;
  readonly #print: ((line: string) => void) | undefined;

  /** @param print prints a line of progress; by default to standard error. */
  constructor(trace: string, print?: (line: string) => void) {
    this.#trace = trace;
    this.#print = print;
  }

  /** Measures a row. @returns undefined when it fails. */
  async run(
    row: string,
    measure: (progress: RowProgress) => Promise<ClientRow>,
  ): Promise<ClientRow | undefined> {
    const progress = new RowProgress(`${this.#trace}, ${row}`, this.#print);
    try {
      const clientRow = await measure(progress);
      this.rows.push(clientRow);
      progress.end(describe(clientRow));
      return clientRow;
    } catch (error) {
      // The report has the whole message.
      const [firstLine = ''] = this.recordFailure(row, error).split('\n');
      progress.end(`failed: ${firstLine}`);
      return undefined;
    }
  }

  /** Adds a row to the failed ones. @returns the message of the error. */
  recordFailure(row: string, error: unknown): string {
    const message = error instanceof Error ? error.message : String(error);
    this.failures.push({ row, error: message });
    return message;
  }
}

function describe({ work, evaluatedTokens }: ClientRow): string {
  if (work !== null) {
    const { total, prompt, decode } = work;
    return `${total} forward passes (prompt ${prompt}, decode ${decode}, ahead ${total - prompt - decode})`;
  }
  return `${evaluatedTokens.reduce((sum, tokens) => sum + tokens, 0)} prompt tokens`;
}
