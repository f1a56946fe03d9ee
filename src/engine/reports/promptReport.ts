import type { RenderedContext } from '../../completion/context/renderContext.ts';
import type { WindowLayout, WindowPart } from '../../completion/window/windowLayout.ts';
import type { Vocabulary } from '../backend/languageModel.ts';
import type { PromptPart, PromptReport } from '../protocol.ts';

/** Reasons why parts are in the prompt, in words for the user. */
const partReasons: Readonly<Record<Exclude<WindowPart['kind'], 'context'>, string>> = {
  head: 'Tokens that separate the parts. For a long file its first tokens stay here, too.',
  suffix:
    'The text after the cursor, as it was when it was last evaluated. The completion must lead to it.',
  prefix:
    'The text before the cursor, as much as fits into the window. The completion continues it.',
};

/**
 * Returns the prompt part by part, in the order of the model's input.
 *
 * @param context part of it from outside the file, as it was rendered.
 */
export function buildPromptReport(
  layout: WindowLayout,
  context: RenderedContext,
  vocabulary: Vocabulary,
): PromptReport {
  const parts = layout.parts.flatMap(({ kind, tokens }): PromptPart[] => {
    if (tokens.length === 0) return [];
    if (kind === 'context') {
      return listContextParts(
        { text: layout.position.context, tokens: tokens.length },
        context,
        vocabulary,
      );
    }
    return [
      {
        kind: kind === 'head' ? 'control' : kind,
        text: vocabulary.renderTokens(tokens),
        tokens: tokens.length,
        reason: partReasons[kind],
      },
    ];
  });
  if (layout.healedPrefix === '') return { parts };
  const partialToken: PromptPart = {
    kind: 'partialToken',
    text: layout.healedPrefix,
    tokens: 0,
    reason:
      'It may be part of a longer token, so it is not in the prompt. The completion had to begin with it.',
  };
  return { parts: [...parts, partialToken] };
}

/** Returns the pieces one by one, with the text between and after them. */
function listContextParts(
  whole: { readonly text: string; readonly tokens: number },
  { pieces }: RenderedContext,
  vocabulary: Vocabulary,
): PromptPart[] {
  const { text } = whole;
  const parts: PromptPart[] = [];
  let [reportedLength, countedTokens] = [0, 0];
  const addPart = (end: number, reason: string) => {
    if (end === reportedLength) return;
    // A token may belong to two adjacent pieces: counted from the start, the numbers add up.
    const endTokens =
      end === text.length ? whole.tokens : vocabulary.tokenize(text.slice(0, end)).length;
    const tokens = Math.max(0, endTokens - countedTokens);
    parts.push({ kind: 'context', text: text.slice(reportedLength, end), tokens, reason });
    reportedLength = end;
    countedTokens += tokens;
  };
  for (const { piece, text: rendered } of pieces) {
    const start = text.indexOf(rendered, reportedLength);
    if (start < 0) continue;
    addPart(start, 'It was there when the window was laid out.');
    addPart(start + rendered.length, piece.reason);
  }
  addPart(
    text.length,
    reportedLength === 0
      ? 'It was there when the window was laid out.'
      : 'The heading of what follows: the file, or the cell.',
  );
  return parts;
}
