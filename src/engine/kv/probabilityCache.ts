import { applySplice, type Splice } from '../../completion/reuse/splice.ts';
import { countCommonPrefix } from '../../completion/commonPrefix.ts';
import type { Token } from '../backend/languageModel.ts';

/** Maximum number of prompts that are kept: those of the last places where text was typed. */
const maxEntries = 4;

/**
 * Probabilities of the tokens after the last prompts. Each typed letter of a word narrows the model's
 * choice and is answered from these probabilities without an evaluation.
 */
export class ProbabilityCache {
  /** Prompts and their probabilities, the last used first. */
  #entries: readonly {
    readonly prompt: readonly Token[];
    readonly probabilities: Float32Array;
  }[] = [];

  /** Returns the probabilities of all tokens after a prompt, by token. */
  find(prompt: readonly Token[]): Float32Array | undefined {
    const foundEntry = this.#entries.find(({ prompt: cachedPrompt }) =>
      isSame(cachedPrompt, prompt),
    );
    if (foundEntry === undefined) return undefined;
    // A word of many tokens must not evict the prompt that it is typed after.
    this.#entries = [foundEntry, ...this.#entries.filter((one) => one !== foundEntry)];
    return foundEntry.probabilities;
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
    const others = this.#entries.filter(
      ({ prompt: cachedPrompt }) => !isSame(cachedPrompt, prompt),
    );
    const first = others.filter(({ prompt: cachedPrompt }) => isSame(cachedPrompt, base));
    const rest = others.filter((one) => !first.includes(one));
    this.#entries = [...first, { prompt, probabilities }, ...rest].slice(0, maxEntries);
  }

  /** Removes probabilities that no longer hold, because cells from this position on were changed. */
  truncate(cells: number): void {
    this.#entries = this.#entries.filter(({ prompt }) => prompt.length <= cells);
  }

  /**
   * Applies an insertion of text in the cells to the kept prompts; their probabilities stay valid.
   *
   * @param cells cells before the insertion.
   */
  splice(cells: readonly Token[], splice: Splice): void {
    const start = splice.position + splice.erasedCount;
    this.#entries = this.#entries
      .filter(({ prompt }) => prompt.length > start && countCommonPrefix(prompt, cells) >= start)
      .map((entry) => ({ ...entry, prompt: applySplice(entry.prompt, splice) }));
  }
}

function isSame(one: readonly Token[], other: readonly Token[]): boolean {
  return one.length === other.length && countCommonPrefix(one, other) === one.length;
}
