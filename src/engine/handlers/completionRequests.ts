import {
  InlineCompletionTriggerKind,
  type Connection,
  type InlineCompletionItem,
  type InlineCompletionParams,
} from 'vscode-languageserver/node';
import { maxAutomaticMs } from '../../completion/suggestion/answerTimeLimits.ts';
import type { EngineParts } from '../engineParts.ts';
import type { CompleteParams, CompleteResult } from '../protocol.ts';
import { handleRequest, toAbortSignal } from './protocolMessages.ts';

/** Maximum completion for clients that use the standard request only, in tokens. */
const standardMaxTokens = 64;

/** Registers the requests of completions: the engine's own, and LSP `inlineCompletion`. */
export function registerCompletionRequests(
  connection: Connection,
  {
    documents,
    completions,
    alternatives,
    logger,
  }: Pick<EngineParts, 'documents' | 'completions' | 'alternatives' | 'logger'>,
): void {
  const complete = async (params: CompleteParams, signal: AbortSignal) => {
    const result = await completions.complete(params, signal);
    logger.debug(describe(result));
    return result;
  };
  handleRequest(connection, 'tramontane/complete', complete);
  handleRequest(connection, 'tramontane/alternatives', (params, signal) =>
    alternatives.find(params, signal),
  );
  connection.languages.inlineCompletion.on(async (params, token) => {
    const version = documents.get(params.textDocument.uri)?.version ?? 0;
    const result = await complete(toCompleteParams(params, version), toAbortSignal(token));
    return toInlineCompletionItems(result);
  });
}

function toCompleteParams(
  { textDocument, position, context }: InlineCompletionParams,
  version: number,
): CompleteParams {
  const isInvoked = context.triggerKind === InlineCompletionTriggerKind.Invoked;
  return {
    textDocument: { uri: textDocument.uri, version },
    position,
    trigger: isInvoked ? 'invoked' : 'automatic',
    lines: 'auto',
    maxTokens: isInvoked ? 2 * standardMaxTokens : standardMaxTokens,
    ...(!isInvoked && { maxMs: maxAutomaticMs }),
  };
}

function toInlineCompletionItems(result: CompleteResult): InlineCompletionItem[] {
  return result.kind === 'text' ? [{ insertText: result.text }] : [];
}

function describe(result: CompleteResult): string {
  const outcome =
    result.kind === 'text'
      ? `text (${result.stopReason})`
      : `nothing (${result.outcome.stage}: ${result.outcome.rule})`;
  return `Completion: ${outcome}, ${JSON.stringify(result.metrics)}`;
}
