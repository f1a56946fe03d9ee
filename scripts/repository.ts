import { realpathSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the project's folder. */
export const repositoryRoot = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Returns whether the module with this `import.meta.url` is the program that was started. */
export function isMainModule(moduleUrl: string): boolean {
  const startedProgram = process.argv[1];
  return startedProgram !== undefined && realpathSync(startedProgram) === fileURLToPath(moduleUrl);
}
