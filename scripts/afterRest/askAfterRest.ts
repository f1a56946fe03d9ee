import { setTimeout as delay } from 'node:timers/promises';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { CompleteResult } from '../../src/engine/protocol.ts';
import type { EngineProcess } from '../engine/engineProcess.ts';
import { splitKeys, type PauseCase } from './restCase.ts';

/** Maximum length of a completion, in tokens. */
const maxTokens = 64;
/** Time after each key, in ms. */
const keyMs = 150;

/** The engine's answer to a case. */
export interface PauseAnswer {
  /** The suggestion; '' for none. */
  readonly text: string;
  /** Reason for no suggestion, or null. */
  readonly reason: string | null;
}

/** The part of the engine's process that a case uses. */
export type PauseEngine = Pick<EngineProcess, 'open' | 'change' | 'notify' | 'request'>;

/**
 * Opens the document without the typed text, leaves the cursor there for some time, types the text and
 * requests a completion.
 */
export async function completeAfterPause(
  engine: PauseEngine,
  pauseCase: PauseCase,
  pauseSeconds: number,
): Promise<PauseAnswer> {
  const { before, after, typed } = pauseCase;
  let document = await open(engine, pauseCase, before + after);
  await engine.notify('tramontane/cursor', locate(document, before.length));
  await delay(1000 * pauseSeconds);
  let offset = before.length;
  for (const key of splitKeys(typed)) {
    document = await engine.change(document, { offset, remove: 0, insert: key });
    offset += key.length;
    await delay(keyMs);
  }
  return complete(engine, document, offset);
}

/** Opens the document with the typed text and requests a completion at once. */
export async function completeAtOnce(
  engine: PauseEngine,
  pauseCase: PauseCase,
): Promise<PauseAnswer> {
  const { before, after, typed } = pauseCase;
  const document = await open(engine, pauseCase, before + typed + after);
  return complete(engine, document, before.length + typed.length);
}

async function open(
  engine: PauseEngine,
  { file, languageId }: PauseCase,
  text: string,
): Promise<TextDocument> {
  const uri = await engine.open(text, `/workspace/${file}`, languageId);
  return TextDocument.create(uri, languageId, 1, text);
}

async function complete(
  engine: PauseEngine,
  document: TextDocument,
  offset: number,
): Promise<PauseAnswer> {
  const result: CompleteResult = await engine.request('tramontane/complete', {
    ...locate(document, offset),
    lines: 'auto',
    maxTokens,
  });
  return result.kind === 'text'
    ? { text: result.text, reason: null }
    : { text: '', reason: result.outcome.rule };
}

function locate(document: TextDocument, offset: number) {
  const { uri, version } = document;
  return { textDocument: { uri, version }, position: document.positionAt(offset) };
}
