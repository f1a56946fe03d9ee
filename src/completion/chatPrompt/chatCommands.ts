import { explanationStart, renderExplainPrompt } from './explainPrompt.ts';
import type { SelectedCode } from './selectedCode.ts';

/** Command that asks the chat about the selected code of the editor. */
export interface ChatCommand {
  /** Verb before the file and the lines, in the question as the conversation shows it: `Explain`. */
  readonly title: string;
  /** Message for the user when no code is selected. */
  readonly missingSelectionMessage: string;
  /** Renders the question for the model. */
  readonly renderPrompt: (code: SelectedCode) => string;
  /** First words of the answer, which the model continues; empty where it chooses them. */
  readonly answerStart: string;
}

/** Commands of the chat, by name. */
export const chatCommands = {
  explain: {
    title: 'Explain',
    missingSelectionMessage: 'Select the code that is to be explained first.',
    renderPrompt: renderExplainPrompt,
    answerStart: explanationStart,
  },
} as const satisfies Readonly<Record<string, ChatCommand>>;
