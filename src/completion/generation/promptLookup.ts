/** Shortest and longest run of tokens that is looked up. One token alone occurs by chance. */
const shortest = 2;
const longest = 4;

/** Above all tokens; a key of two numbers then stays a whole number. */
const maxTokens = 2 ** 21;

/** First and last end of a run of tokens: the number of tokens up to there. */
interface Occurrences {
  readonly first: number;
  last: number;
}

/**
 * Guesses how a sequence of tokens goes on: as it went on the last time that it said what it says
 * now. Code repeats itself, and the guess is almost free (prompt lookup decoding). No token is
 * looked at twice, so a step costs the same in a window of any size.
 */
export class PromptLookup {
  readonly #tokens: number[] = [];
  /**
   * All runs by their length. A run is the run without its last token, known by where that one
   * first ended, and its last token.
   */
  readonly #runs = Array.from(
    { length: longest - shortest + 1 },
    () => new Map<number, Occurrences>(),
  );
  /** The runs that the sequence ends with, from one token on. */
  #atEnd: readonly number[] = [];
  /** End of the earlier occurrence of the longest of them that occurred before. */
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

  /** At most `max` tokens; none where the sequence never said the like. */
  propose(max: number): number[] {
    const start = this.#earlierEnd;
    return start === undefined ? [] : this.#tokens.slice(start, start + max);
  }
}
