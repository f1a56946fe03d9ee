import type { PromptSegment } from './promptSegment.ts';
import type { ChatTurn } from './chatTurn.ts';

/**
 * Instruction formats of Mistral models (mistral-common): `mistral-v1` writes `[INST]` as text and
 * is that of the 7B Instruct v0.1 and v0.2; `mistral-v3` has control tokens and is that of v0.3.
 */
export type ChatFormat = 'mistral-v1' | 'mistral-v3';

/**
 * Renders a conversation in a model's instruction format, ready for the next answer. If the last
 * turn is the assistant's, it is the beginning of that answer, and the model continues it.
 *
 * A system turn goes before the first user turn in both formats. The reference puts it before the
 * last one for v3; there it would move with each question, and all turns since the one before would
 * have to be evaluated again.
 */
export function renderChatPrompt(turns: readonly ChatTurn[], format: ChatFormat): PromptSegment[] {
  const segments: PromptSegment[] = [{ kind: 'beginOfText' }];
  let system = '';
  for (const [index, turn] of turns.entries()) {
    if (turn.role === 'system') {
      system = `${turn.text}\n\n`;
    } else if (turn.role === 'user') {
      segments.push(...renderInstruction(system + turn.text, format));
      system = '';
    } else {
      const text = format === 'mistral-v3' ? turn.text.trimEnd() : turn.text;
      segments.push({ kind: 'text', text });
      if (index < turns.length - 1) segments.push({ kind: 'endOfText' });
    }
  }
  return segments;
}

function renderInstruction(text: string, format: ChatFormat): PromptSegment[] {
  return format === 'mistral-v1'
    ? [{ kind: 'text', text: `[INST] ${text} [/INST]` }]
    : [
        { kind: 'control', name: '[INST]' },
        { kind: 'text', text },
        { kind: 'control', name: '[/INST]' },
      ];
}
