import { renderCodeFence, renderInlineCode } from './codeFence.ts';
import type { SelectedCode } from './selectedCode.ts';

/** First words of an explanation. With them, a model explains the code instead of repeating it. */
export const explanationStart = 'This code';

/**
 * Returns the question for the model. Its instruction is before the code and again after it: small
 * models follow the last text most closely, and if a long question loses its middle, both ends
 * remain.
 */
export function renderExplainPrompt({
  code,
  languageId,
  path,
  before,
  after,
}: SelectedCode): string {
  const parts = [`Explain this code from the file ${renderInlineCode(path)}.`];
  const surroundings = [
    renderSurrounding('The lines above it', before, languageId),
    renderSurrounding('The lines below it', after, languageId),
  ].filter((part) => part !== undefined);
  parts.push(...surroundings);
  if (surroundings.length > 0) parts.push('The code to explain:');
  parts.push(
    renderCodeFence(code, languageId),
    'Say first in one sentence what this code is for. Then explain how it works, step by step and ' +
      'briefly. Name what is surprising or looks wrong in it, if anything is. Do not repeat the code.',
  );
  return parts.join('\n\n');
}

function renderSurrounding(
  title: string,
  lines: string | undefined,
  languageId: string,
): string | undefined {
  if (lines === undefined || lines.trim() === '') return undefined;
  return `${title}, for orientation only:\n\n${renderCodeFence(lines, languageId)}`;
}
