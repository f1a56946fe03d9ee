/**
 * Returns code as a fenced Markdown block. The fence is longer than any run of backticks in the
 * code, so that code with fences of its own (Markdown, doc comments) stays in one piece.
 *
 * @param language goes into the info string; characters that are invalid there are left out.
 */
export function renderCodeFence(code: string, language: string): string {
  const fence = '`'.repeat(Math.max(3, findLongestRunOfBackticks(code) + 1));
  const info = language.replace(/[^\w+#.-]/gu, '');
  const end = code.endsWith('\n') ? '' : '\n';
  return `${fence}${info}\n${code}${end}${fence}`;
}

/** Returns a short text, such as a file name, as inline Markdown code on one line. */
export function renderInlineCode(text: string): string {
  const line = text.replace(/[\r\n]+/gu, ' ').trim();
  const run = findLongestRunOfBackticks(line);
  if (run === 0) return `\`${line}\``;
  const fence = '`'.repeat(run + 1);
  return `${fence} ${line} ${fence}`;
}

function findLongestRunOfBackticks(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/gu)) longest = Math.max(longest, run.length);
  return longest;
}
