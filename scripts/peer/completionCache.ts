import { limitPrefix, type InfillParts } from './infillPrompt.ts';

/** Entries that llama.vscode keeps by default: `llama-vscode.max_cache_keys`. */
const defaultCapacity = 250;

/**
 * llama.vscode's cache of completions: least recently used first, by the text around the cursor.
 * A completion is found again while the user types along it on the same line.
 */
export class CompletionCache {
  readonly #capacity: number;
  /** Completions in the order of use, the least recently used first. */
  readonly #texts = new Map<string, string>();

  constructor(capacity = defaultCapacity) {
    this.#capacity = capacity;
  }

  /**
   * Finds the rest of a completion that was stored at the cursor or before it on its line.
   *
   * @returns undefined when the cache has none. The text follows `parts.prompt`; '' means that the
   * user has typed all of it, and llama.vscode sends no request there either.
   */
  find(parts: InfillParts): string | undefined {
    const { prefix, prompt, suffix } = parts;
    for (let length = prompt.length; length >= 0; length--) {
      const text = this.#use(makeKey({ prefix, suffix, prompt: prompt.slice(0, length) }));
      const typed = prompt.slice(length);
      if (text?.startsWith(typed) === true) return text.slice(typed.length);
    }
    return undefined;
  }

  /** Stores a completion for the position that it was requested for. */
  store(parts: InfillParts, text: string): void {
    this.#put(makeKey(parts), text);
  }

  /** Stores the lines of a shown completion after the first, for the position after that line. */
  storeFurtherLines(parts: InfillParts, text: string): void {
    const [firstLine = '', ...lines] = text.split('\n');
    if (lines.length === 0 || parts.restOfLine.trim() !== '') return;
    const prefix = limitPrefix(`${parts.prefix}${parts.prompt}${firstLine}\n`);
    const key = makeKey({ prefix, prompt: '', suffix: parts.suffix });
    if (this.#use(key) === undefined) this.#put(key, lines.join('\n'));
  }

  #use(key: string): string | undefined {
    const text = this.#texts.get(key);
    if (text !== undefined) this.#put(key, text);
    return text;
  }

  #put(key: string, text: string): void {
    this.#texts.delete(key);
    this.#texts.set(key, text);
    const [oldest] = this.#texts.keys();
    if (this.#texts.size > this.#capacity && oldest !== undefined) this.#texts.delete(oldest);
  }
}

function makeKey({ prefix, prompt, suffix }: Pick<InfillParts, 'prefix' | 'prompt' | 'suffix'>) {
  return JSON.stringify([prefix, prompt, suffix]);
}
