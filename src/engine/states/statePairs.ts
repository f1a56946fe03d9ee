import { readFile } from 'node:fs/promises';
import { decodeSidecar, type Sidecar } from './sidecar.ts';
import type { StateFile } from './stateFolder.ts';

/** Maximum length of a sidecar, in bytes; a longer file isn't read. */
const maxSidecarBytes = 1 << 24;

/** Files of a state that exist. */
export interface StatePair {
  readonly id: string;
  /** The native file. */
  readonly state: StateFile | undefined;
  readonly sidecar: StateFile | undefined;
  /** True while a process is writing the state. */
  readonly isBeingWritten: boolean;
  /** Size of both files. */
  readonly bytes: number;
  /** Time of the last use, in ms since 1970: each use of a state touches its sidecar. */
  readonly usedAt: number;
}

/** Groups files by state, without those under temporary names; last used first. */
export function groupStateFiles(files: readonly StateFile[]): StatePair[] {
  const idsBeingWritten = new Set<string>();
  const filesById = new Map<string, { state?: StateFile; json?: StateFile }>();
  for (const file of files) {
    if (file.writerPid !== undefined) idsBeingWritten.add(file.id);
    else filesById.set(file.id, { ...filesById.get(file.id), [file.kind]: file });
  }
  return [...filesById]
    .map(([id, { state, json: sidecar }]) => ({
      id,
      state,
      sidecar,
      isBeingWritten: idsBeingWritten.has(id),
      bytes: (state?.bytes ?? 0) + (sidecar?.bytes ?? 0),
      usedAt: (sidecar ?? state)?.modifiedAt ?? 0,
    }))
    .sort((one, other) => other.usedAt - one.usedAt);
}

/**
 * Reads the sidecar of a state. Of the native file, only the length is compared.
 *
 * @returns undefined when a file is missing, damaged or of another version.
 */
export async function readSidecar({ state, sidecar }: StatePair): Promise<Sidecar | undefined> {
  if (state === undefined || sidecar === undefined) return undefined;
  if (sidecar.bytes > maxSidecarBytes) return undefined;
  try {
    const contents = decodeSidecar(await readFile(sidecar.path, 'utf8'));
    return contents?.stateBytes === state.bytes ? contents : undefined;
  } catch {
    return undefined;
  }
}
