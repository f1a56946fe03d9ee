import { setTimeout as delay } from 'node:timers/promises';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { CompleteResult } from '../../src/engine/protocol.ts';
import type { EngineProcess } from '../engine/engineProcess.ts';
import { splitKeys, type RestCase } from './restCase.ts';

/** Maximum length of a completion, in tokens. */
const maxTokens = 64;
/** Time after each key, in ms. */
const keyMs = 150;

/** The engine's answer to a case. */
export interface RestAnswer {
  /** The suggestion; '' for none. */
  readonly text: string;
  /** Reason for no suggestion, or null. */
  readonly reason: string | null;
}

/** The part of the engine's process that a case uses. */
export type RestEngine = Pick<EngineProcess, 'open' | 'change' | 'notify' | 'request'>;

/**
 * Opens the document without the typed text, leaves the cursor there for some time, types the text and
 * requests a completion.
 */
export async function askAfterRest(
  engine: RestEngine,
  restCase: RestCase,
  restSeconds: number,
): Promise<RestAnswer> {
  const { before, after, typed } = restCase;
  let document = await open(engine, restCase, before + after);
  await engine.notify('tramontane/cursor', locate(document, before.length));
  await delay(1000 * restSeconds);
  let offset = before.length;
  for (const key of splitKeys(typed)) {
    document = await engine.change(document, { offset, remove: 0, insert: key });
    offset += key.length;
    await delay(keyMs);
  }
  return complete(engine, document, offset);
}

/** Opens the document with the typed text and requests a completion at once. */
export async function askAtOnce(engine: RestEngine, restCase: RestCase): Promise<RestAnswer> {
  const { before, after, typed } = restCase;
  const document = await open(engine, restCase, before + typed + after);
  return complete(engine, document, before.length + typed.length);
}

async function open(
  engine: RestEngine,
  { file, languageId }: RestCase,
  text: string,
): Promise<TextDocument> {
  const uri = await engine.open(text, `/workspace/${file}`, languageId);
  return TextDocument.create(uri, languageId, 1, text);
}

async function complete(
  engine: RestEngine,
  document: TextDocument,
  offset: number,
): Promise<RestAnswer> {
  const result: CompleteResult = await engine.request('tramontane/complete', {
    ...locate(document, offset),
    lines: 'auto',
    maxTokens,
  });
  return result.kind === 'text'
    ? { text: result.text, reason: null }
    : { text: '', reason: result.reason };
}

function locate(document: TextDocument, offset: number) {
  const { uri, version } = document;
  return { textDocument: { uri, version }, position: document.positionAt(offset) };
}
