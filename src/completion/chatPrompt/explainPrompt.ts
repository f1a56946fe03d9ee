import { codeFence, inlineCode } from './codeFence.ts';

/** Input of "Explain Selection". */
export interface CodeToExplain {
  readonly code: string;
  /** VS Code's identifier of the language: `typescript`. */
  readonly languageId: string;
  /** Path relative to the workspace folder, or the file name alone. */
  readonly path: string;
  /** Lines above the selection, for orientation; may be empty. */
  readonly before?: string;
  /** Lines below the selection, for orientation; may be empty. */
  readonly after?: string;
}

/** First words of an explanation. With them, a model explains the code instead of repeating it. */
export const explanationStart = 'This code';

/**
 * Returns the question for the model. Its instruction is before the code and again after it: small
 * models follow the last text most closely, and if a long question loses its middle, both ends
 * remain.
 */
export function explainPrompt({ code, languageId, path, before, after }: CodeToExplain): string {
  const parts = [`Explain this code from the file ${inlineCode(path)}.`];
  const surroundings = [
    surrounding('The lines above it', before, languageId),
    surrounding('The lines below it', after, languageId),
  ].filter((part) => part !== undefined);
  parts.push(...surroundings);
  if (surroundings.length > 0) parts.push('The code to explain:');
  parts.push(
    codeFence(code, languageId),
    'Say first in one sentence what this code is for. Then explain how it works, step by step and ' +
      'briefly. Name what is surprising or looks wrong in it, if anything is. Do not repeat the code.',
  );
  return parts.join('\n\n');
}

function surrounding(
  title: string,
  lines: string | undefined,
  languageId: string,
): string | undefined {
  if (lines === undefined || lines.trim() === '') return undefined;
  return `${title}, for orientation only:\n\n${codeFence(lines, languageId)}`;
}
