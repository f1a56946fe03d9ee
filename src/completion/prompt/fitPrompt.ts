/**
 * Widths of a token to try, in UTF-16 code units, from thrifty code down to text that costs
 * several tokens a character. Fixed steps, so that one more character doesn't move the start of
 * the prompt.
 */
const tokenWidths = [4, 3.5, 3, 2.5, 2, 1.75, 1.5, 1.25, 1, 0.75, 0.5, 0.35, 0.25] as const;

/** A prompt in tokens that fits, with what it was made from. */
export interface FittedPrompt<Prompt> {
  readonly prompt: Prompt;
  readonly tokens: readonly number[];
}

/**
 * Finds the largest prompt that fits into a number of tokens. What a text costs in tokens is known
 * only after tokenizing it, so sizes are tried from large to small.
 *
 * @param budget in tokens.
 * @param write makes the prompt that holds at most `size` UTF-16 code units of text.
 * @param tokenize turns it into tokens.
 * @returns undefined when not even the smallest prompt fits.
 */
export function fitPrompt<Prompt>(
  budget: number,
  write: (size: number) => Prompt,
  tokenize: (prompt: Prompt) => readonly number[],
): FittedPrompt<Prompt> | undefined {
  for (const width of tokenWidths) {
    const prompt = write(Math.floor(budget * width));
    const tokens = tokenize(prompt);
    if (tokens.length <= budget) return { prompt, tokens };
  }
  return undefined;
}
