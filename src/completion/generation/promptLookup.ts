/** Minimum and maximum length of a run that is looked up, in tokens. A single token recurs by chance. */
const shortest = 2;
const longest = 4;

/** Bound above all token ids; a key of two numbers then stays a whole number. */
const maxTokens = 2 ** 21;

/** First and last end of a run of tokens, each as the number of tokens up to there. */
interface Occurrences {
  readonly first: number;
  last: number;
}

/**
 * Prompt lookup decoding: proposes the tokens that followed the last earlier occurrence of the
 * sequence's current end. Code repeats itself, and the proposal is almost free. No token is
 * examined twice, so a step costs the same in a window of any size.
 */
export class PromptLookup {
  readonly #tokens: number[] = [];
  /**
   * Runs by their length. The key of a run combines the first end of the run without its last token
   * with that last token.
   */
  readonly #runs = Array.from(
    { length: longest - shortest + 1 },
    () => new Map<number, Occurrences>(),
  );
  /**
   * Runs at the end of the sequence, from one token on: the token itself, then the first ends of
   * the longer runs.
   */
  #atEnd: readonly number[] = [];
  /** End of the previous occurrence of the longest recurring run. */
  #earlierEnd: number | undefined;

  push(token: number): void {
    const end = this.#tokens.push(token);
    const atEnd = [token];
    this.#earlierEnd = undefined;
    for (const [index, runs] of this.#runs.entries()) {
      const begun = this.#atEnd[index];
      if (begun === undefined) break;
      const key = begun * maxTokens + token;
      const known = runs.get(key);
      atEnd.push(known?.first ?? end);
      if (known === undefined) runs.set(key, { first: end, last: end });
      else {
        this.#earlierEnd = known.last;
        known.last = end;
      }
    }
    this.#atEnd = atEnd;
  }

  /** Returns at most `max` draft tokens; none if the end of the sequence has not occurred before. */
  propose(max: number): number[] {
    const start = this.#earlierEnd;
    return start === undefined ? [] : this.#tokens.slice(start, start + max);
  }
}
