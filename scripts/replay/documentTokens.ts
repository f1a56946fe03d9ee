import { BlockTokenizer } from '../tokenizer/blockTokenizer.ts';
import { ModelTokenizer, type Tokenizer } from '../tokenizer/tokenizer.ts';
import type { TraceEvent } from './trace.ts';
import { listTraceRequests } from './traceRequests.ts';

/** Counts the tokens of the whole document at each request of a trace. */
export function countDocumentTokens(events: readonly TraceEvent[], tokenizer: Tokenizer): number[] {
  const blocks = new BlockTokenizer(tokenizer);
  return [...listTraceRequests(events)].map(({ text }) => blocks.tokenize(text).length);
}

/** Counts the tokens of documents with the vocabulary of a model. */
export function countDocumentTokensWithModel(
  events: readonly TraceEvent[],
  model: string,
): Promise<number[]> {
  return ModelTokenizer.use(model, (tokenizer) => countDocumentTokens(events, tokenizer));
}
