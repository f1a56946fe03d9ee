/**
 * Restores VS Code's check for proposed API in code-server, which allows it to every extension. In the
 * VS Code of users, an extension that uses proposed API without permission fails on activation, and so
 * it has to in tests.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The scripts of the workbench and of the extension hosts, below `lib/vscode/out`. */
const scripts = [
  'vs/workbench/api/node/extensionHostProcess.js',
  'vs/code/browser/workbench/workbench.js',
  'vs/workbench/api/worker/extensionHostWorkerMain.js',
];

/**
 * `isProposedApiEnabled(extension, proposal)` as code-server changes it, recognized by the function
 * after it, `checkProposedApiEnabled`, which calls it and throws.
 */
const alwaysEnabledPattern =
  /function (\w+)\((\w+),(\w+)\)\{return!0\}(?=function \w+\(\2,\3\)\{if\(!\1\(\2,\3\)\)throw new Error\(`Extension '\$\{\2\.identifier\.value\}' CANNOT use API proposal)/g;

/** Restores the check in a minified script. Returns the number of places, too. */
export function restoreProposedApiCheck(script: string): { script: string; places: number } {
  let places = 0;
  const restored = script.replace(
    alwaysEnabledPattern,
    (_all, name: string, extension: string, proposal: string) => {
      places += 1;
      return `function ${name}(${extension},${proposal}){return!!${extension}.enabledApiProposals?.includes(${proposal})}`;
    },
  );
  return { script: restored, places };
}

/** Restores the check in a code-server on disk. @throws Error when no place for it is found. */
export function forbidProposedApi(codeServerFolder: string): void {
  let places = 0;
  for (const name of scripts) {
    const file = path.join(codeServerFolder, 'lib/vscode/out', name);
    if (!existsSync(file)) continue;
    const result = restoreProposedApiCheck(readFileSync(file, 'utf8'));
    if (result.places > 0) writeFileSync(file, result.script);
    places += result.places;
  }
  if (places === 0) {
    throw new Error(
      'This code-server has no place that allows proposed API to every extension. Look how it does it now, and adapt scripts/vscode/strictProposedApi.ts.',
    );
  }
}
