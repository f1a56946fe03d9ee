/**
 * Bundles the extension, the engine and the webviews' pages into `dist/`, with source maps. Run as a
 * script it builds once; other scripts call `build`, and `watch.ts` builds after each change.
 *
 * node-llama-cpp stays outside of the bundles: it finds its native binaries by its own location.
 * The parser and its grammars are copied: it loads them as files.
 */
import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { build as esbuild, type BuildOptions } from 'esbuild';
import {
  listBundledGrammars,
  findGrammarFiles,
  grammarNames,
} from '../src/engine/parsing/grammars.ts';
import { isMainModule, repositoryRoot } from './repository.ts';

const common: BuildOptions = {
  absWorkingDir: repositoryRoot,
  bundle: true,
  sourcemap: true,
  logLevel: 'warning',
};

/** The bundles, as options of esbuild. */
export const bundles: readonly BuildOptions[] = [
  {
    ...common,
    entryPoints: { extension: 'src/extension/extension.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
  },
  {
    ...common,
    entryPoints: { engine: 'src/engine/main.ts' },
    outdir: 'dist',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['node-llama-cpp'],
    // The language server's packages are CommonJS and require Node's own modules.
    banner: {
      js: "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);",
    },
  },
  {
    ...common,
    entryPoints: {
      chat: 'media/chat/chat.ts',
      'chat-style': 'media/chat/chat.css',
      cache: 'media/cache/cache.ts',
      'cache-style': 'media/cache/cache.css',
    },
    outdir: 'dist/webview',
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
  },
];

/** Builds everything that the extension consists of. Throws when a source doesn't compile. */
export async function build(): Promise<void> {
  await Promise.all([...bundles.map((options) => esbuild(options)), copyGrammars()]);
}

/** Copies the parser and the grammars of the supported languages into the engine's folder. */
export async function copyGrammars(): Promise<void> {
  const from = findGrammarFiles();
  const to = listBundledGrammars(path.join(repositoryRoot, 'dist', 'grammars'));
  await mkdir(path.dirname(to.runtime), { recursive: true });
  await copyFile(from.runtime, to.runtime);
  await copyFile(from.runtimeWasm, to.runtimeWasm);
  const folder = path.dirname(from.runtime);
  await copyFile(path.join(folder, '../LICENSE'), path.join(path.dirname(to.runtime), 'LICENSE'));
  for (const name of grammarNames)
    await copyFile(from.getGrammarPath(name), to.getGrammarPath(name));
}

if (isMainModule(import.meta.url)) await build();
