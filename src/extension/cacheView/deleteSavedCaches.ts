import type { EngineStatus } from '../engineHost/engineStatus.ts';
import { formatBytes } from '../models/quantities.ts';

/** Dependencies of the command. */
export interface DeleteSavedCachesParts {
  readonly engine: {
    readonly status: EngineStatus;
    /** @returns the number of bytes freed. @throws Error in plain words. */
    deleteSavedCaches(): Promise<number>;
  };
  readonly showInformation: (message: string) => void;
  readonly showWarning: (message: string) => void;
}

/** Runs the command "Delete Saved Caches" and shows its result. */
export async function deleteSavedCaches(parts: DeleteSavedCachesParts): Promise<void> {
  const { engine, showInformation, showWarning } = parts;
  if (engine.status.kind === 'starting' || engine.status.kind === 'stopped') {
    showWarning(notRunningMessage);
    return;
  }
  try {
    const bytes = await engine.deleteSavedCaches();
    showInformation(
      bytes === 0
        ? 'There were no saved caches to delete.'
        : `The saved caches are deleted: ${formatBytes(bytes)} freed.`,
    );
  } catch (error) {
    showWarning(`The saved caches were not deleted. ${getErrorMessage(error)}`);
  }
}

const notRunningMessage =
  'The engine, which keeps the saved caches, is not running. Run "Tramontane: Restart Engine", then try again.';

function getErrorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
