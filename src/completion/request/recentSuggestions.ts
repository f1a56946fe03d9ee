/** A suggestion with the text that it was made for. */
export interface Suggestion {
  /** The document's text before the cursor. */
  readonly prefix: string;
  /** The document's text behind the cursor. */
  readonly suffix: string;
  readonly text: string;
}

/** Suggestions kept; a person comes back to few places. */
const capacity = 32;

/**
 * The last suggestions of one document. Typing into a suggestion, deleting that again or coming
 * back to its place is answered from here: at once, and without asking the engine.
 */
export class RecentSuggestions {
  /** Most recent first. */
  #suggestions: Suggestion[] = [];

  add(suggestion: Suggestion): void {
    this.#suggestions = [
      suggestion,
      ...this.#suggestions.filter(
        (other) => other.prefix !== suggestion.prefix || other.suffix !== suggestion.suffix,
      ),
    ].slice(0, capacity);
  }

  /**
   * What is left of a suggestion for the text around the cursor, where all that was typed since it
   * was made is its beginning. Undefined when nothing fits or nothing is left.
   */
  remainderFor(prefix: string, suffix: string): string | undefined {
    for (const suggestion of this.#suggestions) {
      if (suggestion.suffix !== suffix || !prefix.startsWith(suggestion.prefix)) continue;
      const typed = prefix.slice(suggestion.prefix.length);
      if (typed.length < suggestion.text.length && suggestion.text.startsWith(typed)) {
        return suggestion.text.slice(typed.length);
      }
    }
    return undefined;
  }

  /** Forgets all; after a change of the model the old answers are no longer its answers. */
  clear(): void {
    this.#suggestions = [];
  }
}
