import type { TextView } from '../document/textView.ts';
import { trailingBlanksOf } from '../document/indentation.ts';
import type { PromptSegment } from './promptSegment.ts';
import { beginningWithin, endWithin } from './promptWindow.ts';

/**
 * How a model is asked to fill in at the cursor.
 *
 * - `codestral`: the model has `[SUFFIX]` and `[PREFIX]`. The suffix comes first, so that typing
 *   only appends to the prompt (mistral-common, `encode_fim`).
 * - `plain`: the model goes on with the prefix. What stands behind the cursor isn't shown to it;
 *   it decides where the completion stops and what of it is cut off.
 */
export type FillInFormat = 'codestral' | 'plain';

/** A prompt for a completion, and what has to be known to read the answer. */
export interface FillInPrompt {
  readonly segments: readonly PromptSegment[];
  /**
   * Blanks before the cursor that were left out of the prompt. Vocabularies hold runs of blanks
   * and blanks glued to words as single tokens; a prompt that ends within one is unlike anything
   * that the model was trained on. The answer begins with these blanks.
   */
  readonly heldBack: string;
}

/** The share of a prompt that the text behind the cursor may take. */
const suffixShare = 1 / 4;

/**
 * Writes the prompt for a completion.
 *
 * @param size how much of the document the prompt may hold, in UTF-16 code units.
 */
export function fillInPrompt(view: TextView, format: FillInFormat, size: number): FillInPrompt {
  const heldBack = trailingBlanksOf(view.lineBefore);
  const prefix = view.prefix.slice(0, view.prefix.length - heldBack.length);
  if (format === 'plain') {
    return {
      segments: [{ kind: 'beginOfText' }, { kind: 'text', text: endWithin(prefix, size) }],
      heldBack,
    };
  }
  const suffix = beginningWithin(view.suffix, Math.floor(size * suffixShare));
  return {
    segments: [
      { kind: 'beginOfText' },
      { kind: 'control', name: '[SUFFIX]' },
      { kind: 'continuation', text: suffix },
      { kind: 'control', name: '[PREFIX]' },
      { kind: 'text', text: endWithin(prefix, size - suffix.length) },
    ],
    heldBack,
  };
}
