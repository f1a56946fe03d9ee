import { commonPrefix } from '../../completion/commonPrefix.ts';
import type { Token, TokenSequence, Vocabulary } from '../backend/languageModel.ts';
import { betweenKeysSliceMs } from './slices.ts';
import type { DraftSource } from './speculation.ts';

/** Share of the draft model's window that is dropped at once when a text outgrows it. */
const stepShare = 1 / 4;

/**
 * Proposes the draft tokens of a smaller model with the same vocabulary. Its sequence follows the
 * text independently and is used by nothing else; the caller that opened the sequence also disposes
 * of it.
 */
export class DraftModel implements DraftSource {
  readonly #sequence: TokenSequence;
  readonly #vocabulary: Vocabulary;
  #text: Token[] = [];

  constructor(sequence: TokenSequence, vocabulary: Vocabulary) {
    this.#sequence = sequence;
    this.#vocabulary = vocabulary;
  }

  begin(tokens: readonly Token[]): void {
    this.#text = [...tokens];
  }

  push(tokens: readonly Token[]): void {
    this.#text.push(...tokens);
  }

  /**
   * Proposes draft tokens; none while catching up with the text takes more than one slice. Each call
   * then evaluates one slice.
   */
  async propose(max: number): Promise<readonly Token[]> {
    const sequence = this.#sequence;
    const text = endWithin(this.#text, sequence.capacity);
    const last = text.pop();
    if (last === undefined) return [];
    await sequence.keep(commonPrefix(sequence.tokens, text));
    const behind = text.slice(sequence.tokens.length);
    const slice = behind.slice(0, sequence.sliceWithin(betweenKeysSliceMs));
    if (slice.length > 0) await sequence.evaluate(slice);
    return slice.length < behind.length ? [] : this.#sample(last, max);
  }

  async #sample(last: Token, max: number): Promise<Token[]> {
    const sampled: Token[] = [];
    while (sampled.length < max && this.#sequence.tokens.length < this.#sequence.capacity) {
      const { token } = await this.#sequence.next(sampled.at(-1) ?? last, { temperature: 0 });
      if (this.#vocabulary.endsGeneration(token)) break;
      sampled.push(token);
    }
    return sampled;
  }
}

/**
 * Returns the end of a text that fits a window, always with the first token of the text in front. The
 * start moves in steps: otherwise each new token would shift all others, and no evaluated token could
 * be reused.
 */
function endWithin(text: readonly Token[], capacity: number): Token[] {
  if (text.length <= capacity) return [...text];
  const step = Math.max(1, Math.floor(capacity * stepShare));
  const start = Math.ceil((text.length - capacity) / step) * step;
  return [...text.slice(0, 1), ...text.slice(start + 1)];
}
