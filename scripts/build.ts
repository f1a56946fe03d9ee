/**
 * Bundles the extension, the engine and the webviews' pages into `dist/`. Run as a script it builds
 * once; other scripts call `build`.
 *
 * node-llama-cpp stays outside of the bundles: it finds its native binaries by its own location.
 */
import { build as esbuild, type BuildOptions } from 'esbuild';
import { isMainModule, repositoryRoot } from './repository.ts';

const common: BuildOptions = {
  absWorkingDir: repositoryRoot,
  bundle: true,
  sourcemap: true,
  logLevel: 'warning',
};

const bundles: readonly BuildOptions[] = [
  {
    entryPoints: { extension: 'src/extension/extension.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
  },
  {
    entryPoints: { engine: 'src/engine/main.ts' },
    outdir: 'dist',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['node-llama-cpp'],
    // The language server's packages are CommonJS and require Node's own modules.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  },
  {
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
  await Promise.all(bundles.map((options) => esbuild({ ...common, ...options })));
}

if (isMainModule(import.meta.url)) await build();
