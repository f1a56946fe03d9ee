/**
 * Token widths to try, in UTF-16 code units, from code with wide tokens to text with several tokens per
 * character. The steps are fixed, so that one more character doesn't move the start of the prompt.
 */
const tokenWidths = [4, 3.5, 3, 2.5, 2, 1.75, 1.5, 1.25, 1, 0.75, 0.5, 0.35, 0.25] as const;

/** Prompt that fits, with its tokens. */
export interface FittedPrompt<Prompt> {
  readonly prompt: Prompt;
  readonly tokens: readonly number[];
}

/**
 * Finds the largest prompt that fits into a number of tokens. The number of tokens of a text is known
 * only after tokenizing it, so sizes are tried from large to small.
 *
 * @param budget in tokens.
 * @param render returns the prompt that holds at most `size` UTF-16 code units of text.
 * @param tokenize returns its tokens.
 * @returns undefined when not even the smallest prompt fits.
 */
export function fitPrompt<Prompt>(
  budget: number,
  render: (size: number) => Prompt,
  tokenize: (prompt: Prompt) => readonly number[],
): FittedPrompt<Prompt> | undefined {
  for (const width of tokenWidths) {
    const prompt = render(Math.floor(budget * width));
    const tokens = tokenize(prompt);
    if (tokens.length <= budget) return { prompt, tokens };
  }
  return undefined;
}
