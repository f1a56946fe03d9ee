import { parseArgs } from 'node:util';
import { parseRows, rowNames } from './rows.ts';

const usage =
  'Usage: npm run --silent bench:peer -- TRACE.jsonl… [--model FILE.gguf] [--window TOKENS] [--rows tramontane,llama.vscode,best] [--paced] [--settle SECONDS] [--prompt-length ours|window|TOKENS] [--in-flight close|finish] [--no-server] [--json]';

const missingLengthMessage =
  'The row "best" takes its prompt length from the row "tramontane". Without that row, give the length: --prompt-length TOKENS, as an earlier report says, or --prompt-length window.';

/**
 * Reads the command line of `bench:peer`.
 *
 * @throws Error with the usage, or with what is missing.
 */
export function readOptions(commandLine: readonly string[]) {
  const { values, positionals: files } = parseArgs({
    args: [...commandLine],
    allowPositionals: true,
    options: {
      model: { type: 'string' },
      window: { type: 'string', default: '4096' },
      rows: { type: 'string', default: rowNames.join(',') },
      paced: { type: 'boolean', default: false },
      settle: { type: 'string', default: '0' },
      'prompt-length': { type: 'string', default: 'ours' },
      'in-flight': { type: 'string', default: 'close' },
      'no-server': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const { model, paced, json } = values;
  const [window, settleSeconds] = [Number(values.window), Number(values.settle)];
  const rows = parseRows(values.rows);
  const promptLength = parsePromptLength(values['prompt-length']);
  const inFlight = (['close', 'finish'] as const).find((name) => name === values['in-flight']);
  const isUsable =
    files.length > 0 &&
    isTokenCount(window) &&
    settleSeconds >= 0 &&
    Number.isFinite(settleSeconds);
  if (!isUsable || rows === undefined || promptLength === undefined || inFlight === undefined) {
    throw new Error(usage);
  }
  if (rows.has('best') && !rows.has('tramontane') && promptLength === 'ours') {
    throw new Error(missingLengthMessage);
  }
  const noServer = values['no-server'];
  const numbers = { window, settleSeconds, promptLength };
  return { files, model, rows, paced, json, noServer, inFlight, ...numbers };
}

function parsePromptLength(text: string): 'ours' | 'window' | number | undefined {
  if (text === 'ours' || text === 'window') return text;
  return isTokenCount(Number(text)) ? Number(text) : undefined;
}

/** Returns true for a whole number of tokens that a prompt fits in. */
function isTokenCount(value: number): boolean {
  return Number.isInteger(value) && value >= 256;
}
