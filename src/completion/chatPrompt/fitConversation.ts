import type { ChatFormat } from '../promptFormat/chatFormat.ts';
import type { PromptSegment } from '../promptFormat/promptSegment.ts';
import { snapToCharacter } from '../text/textView.ts';
import { renderChatPrompt } from './chatPrompt.ts';
import type { ChatTurn } from './chatTurn.ts';
import { fitPrompt } from './fitPrompt.ts';

/** Prompt of a conversation that fits into the window. */
export interface FittedConversation {
  readonly tokens: readonly number[];
  /** Number of turns that were left out, oldest first; the system turn isn't one of them. */
  readonly droppedTurns: number;
  /** True where the last question lost its middle. */
  readonly isShortened: boolean;
}

/** Placeholder for the text that was left out of a turn that is too long by itself. */
const gap = '\n[…]\n';

/**
 * Shortens a conversation until it fits: the oldest exchanges are left out first. If the last
 * question alone is too long, its middle is left out, since its ends contain the actual question.
 *
 * @param turns the last one is the user's, or the beginning of the answer.
 * @param budget maximum length of the prompt, in tokens.
 */
export function fitConversation(
  turns: readonly ChatTurn[],
  format: ChatFormat,
  budget: number,
  tokenize: (segments: readonly PromptSegment[]) => readonly number[],
): FittedConversation | undefined {
  const system = turns.filter((turn) => turn.role === 'system');
  const dialogTurns = turns.filter((turn) => turn.role !== 'system');
  const lastQuestion = dialogTurns.findLastIndex((turn) => turn.role === 'user');
  const question = dialogTurns[lastQuestion];
  if (question === undefined) return undefined;
  for (let dropped = 0; dropped <= lastQuestion; dropped++) {
    if (dialogTurns[dropped]?.role !== 'user') continue;
    const tokens = tokenize(renderChatPrompt([...system, ...dialogTurns.slice(dropped)], format));
    if (tokens.length <= budget) return { tokens, droppedTurns: dropped, isShortened: false };
  }
  const answerStart = dialogTurns.slice(lastQuestion + 1);
  const shortened = fitPrompt(
    budget,
    (size) => {
      const text = removeMiddle(question.text, size);
      return renderChatPrompt([...system, { role: 'user', text }, ...answerStart], format);
    },
    tokenize,
  );
  return shortened && { tokens: shortened.tokens, droppedTurns: lastQuestion, isShortened: true };
}

function removeMiddle(text: string, size: number): string {
  if (text.length <= size) return text;
  const half = Math.max(0, Math.floor((size - gap.length) / 2));
  const head = text.slice(0, snapToCharacter(text, half));
  const tail = text.slice(snapToCharacter(text, text.length - half));
  return head + gap + tail;
}
