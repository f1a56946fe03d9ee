/** Minimum and maximum length of a run that is looked up, in tokens. A single token recurs by chance. */
const minRunTokens = 2;
const maxRunTokens = 4;

/** Bound above all token ids; a key of two numbers then stays a whole number. */
const tokenIdLimit = 2 ** 21;

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
    { length: maxRunTokens - minRunTokens + 1 },
    () => new Map<number, Occurrences>(),
  );
  /**
   * Runs at the end of the sequence, from one token on: the token itself, then the first ends of
   * the longer runs.
   */
  #trailingRuns: readonly number[] = [];
  /** End of the previous occurrence of the longest recurring run. */
  #previousEnd: number | undefined;

  push(token: number): void {
    const end = this.#tokens.push(token);
    const trailingRuns = [token];
    this.#previousEnd = undefined;
    for (const [index, runs] of this.#runs.entries()) {
      const runPrefix = this.#trailingRuns[index];
      if (runPrefix === undefined) break;
      const key = runPrefix * tokenIdLimit + token;
      const occurrences = runs.get(key);
      trailingRuns.push(occurrences?.first ?? end);
      if (occurrences === undefined) runs.set(key, { first: end, last: end });
      else {
        this.#previousEnd = occurrences.last;
        occurrences.last = end;
      }
    }
    this.#trailingRuns = trailingRuns;
  }

  /** Returns at most `max` draft tokens; none if the end of the sequence has not occurred before. */
  propose(max: number): number[] {
    const start = this.#previousEnd;
    return start === undefined ? [] : this.#tokens.slice(start, start + max);
  }
}
