/**
 * code-server lets every extension use VS Code's proposed API; the VS Code that people have does
 * not: there an extension that uses it dies on activation. This undoes code-server's change, so
 * that a test sees what people would see.
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
 * `isProposedApiEnabled(extension, proposal)` as code-server leaves it, recognized by its
 * neighbour, `checkProposedApiEnabled`, which calls it and throws.
 */
const alwaysEnabled =
  /function (\w+)\((\w+),(\w+)\)\{return!0\}(?=function \w+\(\2,\3\)\{if\(!\1\(\2,\3\)\)throw new Error\(`Extension '\$\{\2\.identifier\.value\}' CANNOT use API proposal)/g;

/** Puts the check back in, in a minified script. Gives the number of places found, too. */
export function restoreProposedApiCheck(script: string): { script: string; places: number } {
  let places = 0;
  const restored = script.replace(
    alwaysEnabled,
    (_all, name: string, extension: string, proposal: string) => {
      places += 1;
      return `function ${name}(${extension},${proposal}){return!!${extension}.enabledApiProposals?.includes(${proposal})}`;
    },
  );
  return { script: restored, places };
}

/** Puts the check back into a code-server on disk. Throws when there is no place to put it. */
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
