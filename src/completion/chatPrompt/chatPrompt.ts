import type { ChatFormat } from '../promptFormat/chatFormat.ts';
import type { PromptSegment } from '../promptFormat/promptSegment.ts';
import type { ChatTurn } from './chatTurn.ts';

/**
 * Renders a conversation in a model's chat format, ready for the next answer. If the last turn is the
 * assistant's, it is the beginning of that answer, and the model continues it.
 *
 * A system turn goes before the first user turn in all formats. Mistral's reference puts it before
 * the last one for v3; there it would move with each question, and all turns since the one before
 * would have to be evaluated again.
 */
export function renderChatPrompt(turns: readonly ChatTurn[], format: ChatFormat): PromptSegment[] {
  const segments: PromptSegment[] = [{ kind: 'beginOfText' }];
  let system = '';
  for (const [index, turn] of turns.entries()) {
    if (turn.role === 'system') {
      system = `${turn.text}\n\n`;
    } else if (turn.role === 'user') {
      segments.push(...format.renderQuestion(system + turn.text));
      system = '';
    } else {
      segments.push(...format.renderAnswer(turn.text));
      if (index < turns.length - 1) segments.push(...format.answerEnd);
    }
  }
  return segments;
}
