import type { ChatTurn } from '../../completion/chatPrompt/chatTurn.ts';
import type { ChatMessage } from './chatMessages.ts';

/** A question of the user. */
export interface Question {
  /** Text that is sent to the engine. */
  readonly text: string;
  /** Text that the conversation shows, in Markdown; absent when it equals `text`. */
  readonly markdown?: string;
  /** First words of the answer, which the model continues. */
  readonly answerStart?: string;
}

/** A question and its answer, in the order of the conversation. */
interface Exchange {
  readonly question: Question;
  readonly questionId: string;
  readonly answer: ChatMessage;
}

/**
 * State of the conversation. At most one answer streams at a time. A change to an answer that is
 * closed or cleared is ignored, and `undefined` is returned for it, since the engine may still send
 * text after a stop.
 */
export class Conversation {
  #exchanges: Exchange[] = [];
  #questionCount = 0;

  /** Opens an exchange and returns the id of its answer. An answer that still streams is stopped. */
  ask(question: Question): string {
    const lastAnswer = this.#exchanges.at(-1)?.answer;
    if (lastAnswer?.state === 'streaming') this.stop(lastAnswer.id);
    const number = ++this.#questionCount;
    const answer: ChatMessage = {
      id: `answer-${number}`,
      role: 'assistant',
      markdown: question.answerStart ?? '',
      state: 'streaming',
    };
    this.#exchanges.push({ question, questionId: `question-${number}`, answer });
    return answer.id;
  }

  /** Appends text to a streaming answer. */
  append(answerId: string, markdown: string): ChatMessage | undefined {
    return this.#changeStreaming(answerId, (answer) => ({
      ...answer,
      markdown: answer.markdown + markdown,
    }));
  }

  /** Finishes an answer; `markdown` is its whole text, the first words included. */
  finish(answerId: string, markdown: string, footnote: string): ChatMessage | undefined {
    return this.#changeStreaming(answerId, (answer) => ({
      ...answer,
      markdown,
      state: 'done',
      footnote,
    }));
  }

  /** Marks an answer as stopped by the user and keeps its text. */
  stop(answerId: string): ChatMessage | undefined {
    return this.#changeStreaming(answerId, (answer) => ({ ...answer, state: 'stopped' }));
  }

  /** Marks an answer as failed; `error` gives the reason in plain words. */
  fail(answerId: string, error: string): ChatMessage | undefined {
    return this.#changeStreaming(answerId, (answer) => ({ ...answer, state: 'failed', error }));
  }

  /** Adds a footnote to a stopped answer, whose cost is known only after the stop. */
  annotate(answerId: string, footnote: string): ChatMessage | undefined {
    return this.#change(answerId, 'stopped', (answer) => ({ ...answer, footnote }));
  }

  /** Removes all exchanges. Ids aren't used again. */
  clear(): void {
    this.#exchanges = [];
  }

  /** Returns the conversation as it is shown. */
  getMessages(): ChatMessage[] {
    return this.#exchanges.flatMap(({ question, questionId, answer }) => [
      {
        id: questionId,
        role: 'user' as const,
        markdown: question.markdown ?? question.text,
        state: 'done' as const,
      },
      answer,
    ]);
  }

  /**
   * Returns the conversation for the engine: questions and answers strictly alternate, as the models
   * require. An exchange whose answer failed, or was stopped before its first word, is left out as a
   * whole.
   */
  getTurns(): ChatTurn[] {
    return this.#exchanges.flatMap(({ question, answer }): ChatTurn[] => {
      const questionTurn: ChatTurn = { role: 'user', text: question.text };
      const answerTurns: ChatTurn[] =
        answer.markdown.trim() === '' ? [] : [{ role: 'assistant', text: answer.markdown }];
      if (answer.state === 'streaming') return [questionTurn, ...answerTurns];
      return answer.state === 'failed' || answerTurns.length === 0
        ? []
        : [questionTurn, ...answerTurns];
    });
  }

  #changeStreaming(
    id: string,
    change: (answer: ChatMessage) => ChatMessage,
  ): ChatMessage | undefined {
    return this.#change(id, 'streaming', change);
  }

  #change(
    id: string,
    from: ChatMessage['state'],
    change: (answer: ChatMessage) => ChatMessage,
  ): ChatMessage | undefined {
    const index = this.#exchanges.findLastIndex((exchange) => exchange.answer.id === id);
    const exchange = this.#exchanges[index];
    if (exchange?.answer.state !== from) return undefined;
    const answer = change(exchange.answer);
    this.#exchanges[index] = { ...exchange, answer };
    return answer;
  }
}
