import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Grammars of `@vscode/tree-sitter-wasm` by VS Code's language identifiers. */
const grammars: Readonly<Record<string, string>> = {
  javascript: 'javascript',
  javascriptreact: 'javascript',
  typescript: 'typescript',
  typescriptreact: 'tsx',
  python: 'python',
  java: 'java',
  go: 'go',
  rust: 'rust',
  // There is no grammar for C alone; that of C++ covers nearly all of it.
  c: 'cpp',
  cpp: 'cpp',
  csharp: 'c-sharp',
  css: 'css',
  php: 'php',
  ruby: 'ruby',
  shellscript: 'bash',
};

/** Names of the grammars in use. */
export const grammarNames: ReadonlySet<string> = new Set(Object.values(grammars));

/** Returns the name of the grammar of a language; undefined for languages without one. */
export function getGrammarName(languageId: string): string | undefined {
  return Object.hasOwn(grammars, languageId) ? grammars[languageId] : undefined;
}

/** Paths of the parser and its grammars. */
export interface GrammarFiles {
  /** The module of the parser, which is CommonJS. */
  readonly runtime: string;
  readonly runtimeWasm: string;
  readonly getGrammarPath: (name: string) => string;
}

/** Returns the paths next to the bundle (`scripts/build.ts` copies the files there), or in the package. */
export function findGrammarFiles(): GrammarFiles {
  const bundledFolder = fileURLToPath(new URL('grammars/', import.meta.url));
  if (existsSync(bundledFolder)) return listBundledGrammars(bundledFolder);
  const runtime = createRequire(import.meta.url).resolve('@vscode/tree-sitter-wasm');
  return createGrammarFiles(path.dirname(runtime), path.basename(runtime));
}

/** Returns the paths in a folder of the built extension, where a `.js` would be an ES module. */
export function listBundledGrammars(folder: string): GrammarFiles {
  return createGrammarFiles(folder, 'tree-sitter.cjs');
}

function createGrammarFiles(folder: string, runtime: string): GrammarFiles {
  return {
    runtime: path.join(folder, runtime),
    runtimeWasm: path.join(folder, 'tree-sitter.wasm'),
    getGrammarPath: (name) => path.join(folder, `tree-sitter-${name}.wasm`),
  };
}
