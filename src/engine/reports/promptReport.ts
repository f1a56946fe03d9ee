import type { RenderedContext } from '../../completion/context/renderContext.ts';
import type { WindowLayout, WindowPart } from '../../completion/window/windowLayout.ts';
import type { Vocabulary } from '../backend/languageModel.ts';
import type { PromptPart, PromptReport } from '../protocol.ts';

/** Reasons why parts are in the prompt, in words for the user. */
const whys: Readonly<Record<Exclude<WindowPart['kind'], 'context'>, string>> = {
  head: 'Tells the model what comes next. Of a long file the first tokens stay here, too.',
  suffix:
    'The text after the cursor, as it was when it was last read: the completion has to lead to it.',
  prefix:
    'The text before the cursor, as much as the window has room for: the completion goes on from it.',
};

/**
 * Returns the prompt part by part, in the order of the model's input.
 *
 * @param context part of it from outside the file, as it was rendered.
 */
export function promptReportOf(
  layout: WindowLayout,
  context: RenderedContext,
  vocabulary: Vocabulary,
): PromptReport {
  const parts = layout.parts.flatMap(({ kind, tokens }): PromptPart[] => {
    if (tokens.length === 0) return [];
    if (kind === 'context') {
      return contextParts(
        { text: layout.place.context, tokens: tokens.length },
        context,
        vocabulary,
      );
    }
    return [
      {
        kind: kind === 'head' ? 'control' : kind,
        text: vocabulary.spell(tokens),
        tokens: tokens.length,
        why: whys[kind],
      },
    ];
  });
  if (layout.heldBack === '') return { parts };
  const tornEnd: PromptPart = {
    kind: 'given back',
    text: layout.heldBack,
    tokens: 0,
    why: 'It may be a part of a longer token, so the model was not given it: what it wrote had to begin with it.',
  };
  return { parts: [...parts, tornEnd] };
}

/** Returns the pieces one by one, with the text between and after them. */
function contextParts(
  whole: { readonly text: string; readonly tokens: number },
  { pieces }: RenderedContext,
  vocabulary: Vocabulary,
): PromptPart[] {
  const { text } = whole;
  const parts: PromptPart[] = [];
  let [told, counted] = [0, 0];
  const tell = (end: number, why: string) => {
    if (end === told) return;
    // A token may belong to two adjacent pieces: counted from the start, the numbers add up.
    const upTo =
      end === text.length ? whole.tokens : vocabulary.tokenize(text.slice(0, end)).length;
    const tokens = Math.max(0, upTo - counted);
    parts.push({ kind: 'context', text: text.slice(told, end), tokens, why });
    told = end;
    counted += tokens;
  };
  for (const { piece, text: rendered } of pieces) {
    const start = text.indexOf(rendered, told);
    if (start < 0) continue;
    tell(start, 'It was there when the window was laid out.');
    tell(start + rendered.length, piece.why);
  }
  tell(
    text.length,
    told === 0
      ? 'It was there when the window was laid out.'
      : 'The heading of what follows: the file, or the cell.',
  );
  return parts;
}
