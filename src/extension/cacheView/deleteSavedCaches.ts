import type { EngineStatus } from '../engineHost/engineStatus.ts';
import { formatBytes } from '../models/quantities.ts';

/** Dependencies of the command. */
export interface DeleteSavedCachesParts {
  readonly engine: {
    readonly status: EngineStatus;
    /** @returns the number of bytes freed. @throws Error in plain words. */
    deleteSavedCaches(): Promise<number>;
  };
  readonly tell: (message: string) => void;
  readonly warn: (message: string) => void;
}

/** Runs the command "Delete Saved Caches" and shows its result. */
export async function deleteSavedCaches(parts: DeleteSavedCachesParts): Promise<void> {
  const { engine, tell, warn } = parts;
  if (engine.status.kind === 'starting' || engine.status.kind === 'stopped') {
    warn(notRunning);
    return;
  }
  try {
    const bytes = await engine.deleteSavedCaches();
    tell(
      bytes === 0
        ? 'There were no saved caches to delete.'
        : `The saved caches are deleted: ${formatBytes(bytes)} freed.`,
    );
  } catch (error) {
    warn(`The saved caches were not deleted. ${inPlainWords(error)}`);
  }
}

const notRunning =
  'The engine, which keeps the saved caches, is not running. Run "Tramontane: Restart Engine", then try again.';

function inPlainWords(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
