import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import {
  createConnection,
  createProtocolConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
  type ProtocolConnection,
} from 'vscode-languageserver/node';
import type { loadLlamaModel } from '../../src/engine/llama/llamaModel.ts';
import type { serve } from '../../src/engine/server.ts';
import { repositoryRoot } from '../repository.ts';
import { instrument, recorderName, type Entry } from './instrument.ts';

interface EngineModule {
  readonly serve: typeof serve;
  readonly loadLlamaModel: typeof loadLlamaModel;
}

/** The instrumented engine in this process, connected through streams in memory. */
export interface InstrumentedEngine {
  readonly client: ProtocolConnection;
  /** Returns the named functions that were entered while some work ran, in order. */
  record(work: () => Promise<unknown>): Promise<readonly Entry[]>;
}

/** Builds the engine with instrumented sources and starts it in this process. */
export async function startInstrumentedEngine(): Promise<InstrumentedEngine> {
  const outfile = path.join(repositoryRoot, 'out/walk/engine.mjs');
  await buildInstrumented(outfile);
  const engine = (await import(pathToFileURL(outfile).href)) as EngineModule;
  const toEngine = new PassThrough();
  const toClient = new PassThrough();
  const connection = createConnection(
    ProposedFeatures.all,
    new StreamMessageReader(toEngine),
    new StreamMessageWriter(toClient),
  );
  engine.serve(connection, engine.loadLlamaModel, () => performance.now());
  const client = createProtocolConnection(
    new StreamMessageReader(toClient),
    new StreamMessageWriter(toEngine),
  );
  client.listen();
  return {
    client,
    record: async (work) => {
      const entries: Entry[] = [];
      Reflect.set(globalThis, recorderName, (file: string, name: string) => {
        entries.push({ file, name });
      });
      await work();
      Reflect.deleteProperty(globalThis, recorderName);
      return entries;
    },
  };
}

async function buildInstrumented(outfile: string): Promise<void> {
  await build({
    absWorkingDir: repositoryRoot,
    stdin: {
      contents: `export { serve } from './src/engine/server.ts';
        export { loadLlamaModel } from './src/engine/llama/llamaModel.ts';`,
      resolveDir: repositoryRoot,
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    plugins: [
      {
        name: 'record-entries',
        setup: (plugins) => {
          plugins.onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path: file }) => {
            const relative = path.relative(repositoryRoot, file).replaceAll('\\', '/');
            return { contents: instrument(relative, await readFile(file, 'utf8')), loader: 'ts' };
          });
        },
      },
    ],
  });
}
