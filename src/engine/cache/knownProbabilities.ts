import { commonPrefix } from '../../completion/commonPrefix.ts';
import type { Token } from '../ports.ts';

/** Prompts of which the probabilities are kept: those of the last places that were typed at. */
const capacity = 4;

interface Known {
  readonly prompt: readonly Token[];
  readonly probabilities: Float32Array;
}

/**
 * What the model said may follow a prompt. Each letter of a word that is typed narrows the choice
 * that the model has, and is answered from here: nothing is evaluated for it.
 */
export class KnownProbabilities {
  /** The last used first. */
  #known: readonly Known[] = [];

  /** The probabilities of all tokens behind a prompt, by token. */
  of(prompt: readonly Token[]): Float32Array | undefined {
    const found = this.#known.find(({ prompt: known }) => isSame(known, prompt));
    if (found === undefined) return undefined;
    // A word of many tokens must not crowd out the prompt that it is typed behind.
    this.#known = [found, ...this.#known.filter((one) => one !== found)];
    return found.probabilities;
  }

  /**
   * @param base the prompt itself, where some of what was drawn behind it is meant: it stays known,
   *   however many tokens a word takes.
   */
  add(
    prompt: readonly Token[],
    probabilities: Float32Array,
    base: readonly Token[] = prompt,
  ): void {
    const others = this.#known.filter(({ prompt: known }) => !isSame(known, prompt));
    const first = others.filter(({ prompt: known }) => isSame(known, base));
    const rest = others.filter((one) => !first.includes(one));
    this.#known = [...first, { prompt, probabilities }, ...rest].slice(0, capacity);
  }

  /** Cells from this position on were changed: what was said behind them no longer holds. */
  keepUpTo(cells: number): void {
    this.#known = this.#known.filter(({ prompt }) => prompt.length <= cells);
  }
}

function isSame(one: readonly Token[], other: readonly Token[]): boolean {
  return one.length === other.length && commonPrefix(one, other) === one.length;
}
