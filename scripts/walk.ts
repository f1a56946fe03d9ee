/**
 * `npm run --silent walk -- [--model F] [--json]`: types one key into a file whose prompt is in the
 * cache, and lists the engine's sources that the key enters until its answer.
 */
import { parseArgs } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { EngineRequests } from '../src/engine/protocol.ts';
import { defaultCache, resolveModel } from './engine/withEngine.ts';
import { runScript } from './runScript.ts';
import { startInstrumentedEngine, type InstrumentedEngine } from './walk/walkedEngine.ts';
import { reportWalk, type WalkReport } from './walk/walkReport.ts';
import type { Entry } from './walk/instrument.ts';

/** Time between two looks at the counters of the idle engine, in ms. */
const pollMs = 300;

const before = `export interface Item {
  readonly name: string;
  readonly price: number;
}

/** Returns the sum of all prices. */
export function total(items: readonly Item[]): number {
  let sum = 0;
  for (const item of items) {
    sum += item.`;
const after = `
  }
  return sum;
}
`;

await runScript(main);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      model: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const engine = await startInstrumentedEngine();
  const entries = await walk(engine, resolveModel(values.model));
  const report = reportWalk(entries);
  process.stdout.write(
    values.json ? `${JSON.stringify({ ...report, entries })}\n` : format(report),
  );
  await engine.client.sendRequest('shutdown');
  // The language server ends its process, which is this one.
  await engine.client.sendNotification('exit');
}

async function walk(engine: InstrumentedEngine, model: string): Promise<readonly Entry[]> {
  const { client } = engine;
  const request = <Method extends keyof EngineRequests>(
    method: Method,
    params: EngineRequests[Method]['params'],
  ): Promise<EngineRequests[Method]['result']> => client.sendRequest(method, params);
  await client.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
    initializationOptions: { hasOwnInlineCompletion: true },
  });
  await client.sendNotification('initialized', {});
  await request('tramontane/loadModel', {
    path: model,
    gpu: 'cpu',
    threads: 0,
    contextTokens: 4096,
    cache: defaultCache,
  });
  const uri = 'file:///walk/total.ts';
  let document = TextDocument.create(uri, 'typescript', 1, before + after);
  let offset = before.length;
  const complete = () =>
    request('tramontane/complete', {
      textDocument: { uri, version: document.version },
      position: document.positionAt(offset),
      lines: 'auto',
      maxTokens: 64,
    });
  const type = async (text: string) => {
    const position = document.positionAt(offset);
    const change = { range: { start: position, end: position }, text };
    document = TextDocument.update(document, [change], document.version + 1);
    offset += text.length;
    const textDocument = { uri, version: document.version };
    await client.sendNotification('textDocument/didChange', {
      textDocument,
      contentChanges: [change],
    });
    await client.sendNotification('tramontane/cursor', {
      textDocument,
      position: document.positionAt(offset),
    });
    return complete();
  };
  await client.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'typescript', version: 1, text: before + after },
  });
  await complete();
  await type('p');
  let previousCounts = '';
  for (;;) {
    const counts = JSON.stringify(await request('tramontane/work', null));
    if (counts === previousCounts) break;
    previousCounts = counts;
    await delay(pollMs);
  }
  return engine.record(async () => {
    await type('r');
  });
}

function format({ files, folders, functions, crossings, distinctCrossings }: WalkReport): string {
  return [
    `${files.length} files in ${folders} folders, ${functions} functions.`,
    `${crossings} crossings between the layers, ${distinctCrossings} of them distinct.`,
    ...files.toSorted(),
    '',
  ].join('\n');
}
