import { applySplice, type Splice } from '../../completion/reuse/splice.ts';
import { commonPrefix } from '../../completion/commonPrefix.ts';
import type { Token } from '../backend/languageModel.ts';

/** Maximum number of prompts that are kept: those of the last places where text was typed. */
const capacity = 4;

/**
 * Probabilities of the tokens after the last prompts. Each typed letter of a word narrows the model's
 * choice and is answered from these probabilities without an evaluation.
 */
export class KeptProbabilities {
  /** Prompts and their probabilities, the last used first. */
  #known: readonly {
    readonly prompt: readonly Token[];
    readonly probabilities: Float32Array;
  }[] = [];

  /** Returns the probabilities of all tokens after a prompt, by token. */
  find(prompt: readonly Token[]): Float32Array | undefined {
    const found = this.#known.find(({ prompt: known }) => isSame(known, prompt));
    if (found === undefined) return undefined;
    // A word of many tokens must not evict the prompt that it is typed after.
    this.#known = [found, ...this.#known.filter((one) => one !== found)];
    return found.probabilities;
  }

  /**
   * Adds the probabilities of all tokens after a prompt.
   *
   * @param base the prompt without the tokens sampled after it: it stays kept, however many tokens a
   *   word takes.
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

  /** Removes probabilities that no longer hold, because cells from this position on were changed. */
  keepUpTo(cells: number): void {
    this.#known = this.#known.filter(({ prompt }) => prompt.length <= cells);
  }

  /**
   * Applies an insertion of text in the cells to the kept prompts; their probabilities stay valid.
   *
   * @param cells cells before the insertion.
   */
  splice(cells: readonly Token[], splice: Splice): void {
    const start = splice.at + splice.erased;
    this.#known = this.#known
      .filter(({ prompt }) => prompt.length > start && commonPrefix(prompt, cells) >= start)
      .map((known) => ({ ...known, prompt: applySplice(known.prompt, splice) }));
  }
}

function isSame(one: readonly Token[], other: readonly Token[]): boolean {
  return one.length === other.length && commonPrefix(one, other) === one.length;
}
