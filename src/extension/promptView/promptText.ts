import type { PromptPart, PromptReport } from '../../engine/protocol.ts';
import { pluralize } from '../display/pluralize.ts';

const titles: Readonly<Record<PromptPart['kind'], string>> = {
  control: 'Control tokens',
  context: 'From outside the file',
  suffix: 'After the cursor',
  prefix: 'Before the cursor',
  partialToken: 'Partial token: the completion must begin with it',
};

/**
 * Formats a prompt for reading: the parts as the model received them, in order, each under a
 * heading. Headings begin with a row of `=` that begins no line of the prompt, so that no text of
 * the prompt looks like a heading.
 *
 * @param file path of the file that the prompt was built for.
 */
export function formatPrompt(file: string, { parts }: PromptReport): string {
  const headingMarker = chooseHeadingMarker(parts);
  const total = parts.reduce((sum, { tokens }) => sum + tokens, 0);
  const head = [
    `${headingMarker} What the model was given for the last completion in ${collapseWhitespace(file)}`,
    `${headingMarker} ${pluralize(parts.length, 'part')}, ${pluralize(total, 'token')}, in the order in which the model reads them.`,
    `${headingMarker} Lines that begin like this one are not part of it.`,
  ];
  const sections = parts.map((part, index) => [
    '',
    `${headingMarker} ${index + 1} of ${parts.length}. ${titles[part.kind]}: ${pluralize(part.tokens, 'token')}`,
    `${headingMarker} ${collapseWhitespace(part.reason)}${describeEnd(part.text)}`,
    ...(part.text === '' ? [] : [part.text.replace(/\r?\n$/, '')]),
  ]);
  return [...head, ...sections.flat(), ''].join('\n');
}

function chooseHeadingMarker(parts: readonly PromptPart[]): string {
  const rows = parts.flatMap(({ text }) => text.match(/^={3,}/gm) ?? []);
  return '='.repeat(Math.max(3, ...rows.map((row) => row.length + 1)));
}

/** Returns a note where a text is empty or ends with a line end, which the document can't show. */
function describeEnd(text: string): string {
  if (text === '') return ' It has no text.';
  return text.endsWith('\n') ? ' It ends with a line end.' : '';
}

function collapseWhitespace(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
