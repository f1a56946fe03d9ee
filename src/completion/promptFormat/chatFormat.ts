import type { PromptSegment } from './promptSegment.ts';

/** Format of the conversations that a model was trained with (chat template). */
export interface ChatFormat {
  /** Name in the model's summary: `mistral-v3`. */
  readonly name: string;
  /** Control tokens that prompts contain; a vocabulary that lacks one of them has another format. */
  readonly controlTokens: readonly string[];
  /** Renders a question, up to the beginning of its answer. The first one includes the system turn. */
  readonly renderQuestion: (text: string) => readonly PromptSegment[];
  /** Renders an answer, or its beginning, which the model continues. */
  readonly renderAnswer: (text: string) => readonly PromptSegment[];
  /** Segments between an answer and the next question. */
  readonly answerEnd: readonly PromptSegment[];
}
