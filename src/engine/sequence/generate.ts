import type { Stop } from '../../completion/generation/stopRules.ts';
import { TextStream } from '../../completion/generation/textStream.ts';
import type { StopReason } from '../../completion/outcome.ts';
import type { Sampling, Token, TokenSequence, Vocabulary } from '../ports.ts';
import type { Work } from './prefill.ts';

export interface GenerationRequest {
  readonly sequence: TokenSequence;
  readonly vocabulary: Vocabulary;
  /** The prompt's last token, not evaluated yet. */
  readonly last: Token;
  readonly sampling: Sampling;
  /** Whether the model has to say something before it may end. */
  readonly neverEmpty?: boolean;
  /** Most tokens to draw. */
  readonly maxTokens: number;
  /** Looks at all text so far and says where it ends, if it does. */
  readonly stopAt: (text: string) => Stop | undefined;
  /** Hears each piece of text as it comes. */
  readonly onText?: (piece: string) => void;
}

export interface Generation {
  readonly text: string;
  readonly stopReason: StopReason;
}

/** Draws tokens until a rule, the model, the window, the limit or the signal says stop. */
export async function generate(request: GenerationRequest, work: Work): Promise<Generation> {
  const { sequence, vocabulary, sampling } = request;
  const stream = new TextStream(
    (tokens, before) => vocabulary.detokenize(tokens, before),
    [...sequence.tokens.slice(-4), request.last],
  );
  let token = request.last;
  for (let count = 0; count < request.maxTokens; count++) {
    if (work.signal.aborted) return { text: stream.text, stopReason: 'cancelled' };
    if (sequence.tokens.length >= sequence.capacity) {
      return { text: stream.text, stopReason: 'windowFull' };
    }
    const evaluated = token;
    const mustContinue = request.neverEmpty === true && stream.text.trim() === '';
    token = await work.runStep(() => sequence.next(evaluated, { ...sampling, mustContinue }));
    work.meter.decoded();
    if (vocabulary.endsGeneration(token)) return { text: stream.text, stopReason: 'endOfText' };
    const piece = stream.push(token);
    if (piece === '') continue;
    request.onText?.(piece);
    const stop = request.stopAt(stream.text);
    if (stop) return { text: stream.text.slice(0, stop.length), stopReason: stop.reason };
  }
  return { text: stream.text, stopReason: 'maxTokens' };
}
