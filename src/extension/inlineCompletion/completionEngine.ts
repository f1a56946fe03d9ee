import type { CancellationToken } from 'vscode';
import type {
  AlternativesParams,
  AlternativesResult,
  CompleteParams,
  CompleteResult,
} from '../../engine/protocol.ts';

/** Part of the engine that completions need. */
export interface CompletionEngine {
  complete(params: CompleteParams, token: CancellationToken): Promise<CompleteResult>;
  requestAlternatives(
    params: AlternativesParams,
    token: CancellationToken,
  ): Promise<AlternativesResult>;
}
