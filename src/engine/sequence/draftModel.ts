import { countCommonPrefix } from '../../completion/commonPrefix.ts';
import type { Token, TokenSequence, Vocabulary } from '../backend/languageModel.ts';
import { betweenKeysSliceMs } from './slices.ts';
import type { DraftSource } from './speculation.ts';

/** Share of the draft model's window that is dropped at once when a text outgrows it. */
const evictionShare = 1 / 4;

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
    const text = takeFittingEnd(this.#text, sequence.capacity);
    const last = text.pop();
    if (last === undefined) return [];
    await sequence.truncate(countCommonPrefix(sequence.tokens, text));
    const missingTokens = text.slice(sequence.tokens.length);
    const slice = missingTokens.slice(0, sequence.computeSliceTokens(betweenKeysSliceMs));
    if (slice.length > 0) await sequence.evaluate(slice);
    return slice.length < missingTokens.length ? [] : this.#sample(last, max);
  }

  async #sample(last: Token, max: number): Promise<Token[]> {
    const draftTokens: Token[] = [];
    while (draftTokens.length < max && this.#sequence.tokens.length < this.#sequence.capacity) {
      const { token } = await this.#sequence.sampleNext(draftTokens.at(-1) ?? last, {
        temperature: 0,
      });
      if (this.#vocabulary.isEndOfGeneration(token)) break;
      draftTokens.push(token);
    }
    return draftTokens;
  }
}

/**
 * Returns the end of a text that fits a window, always with the first token of the text in front. The
 * start moves in steps: otherwise each new token would shift all others, and no evaluated token could
 * be reused.
 */
function takeFittingEnd(text: readonly Token[], capacity: number): Token[] {
  if (text.length <= capacity) return [...text];
  const step = Math.max(1, Math.floor(capacity * evictionShare));
  const start = Math.ceil((text.length - capacity) / step) * step;
  return [...text.slice(0, 1), ...text.slice(start + 1)];
}
