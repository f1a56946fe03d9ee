import type { ChatTurn } from '../../completion/chat/chatTurn.ts';
import type { ChatMessage } from './chatMessages.ts';

/** What a person asks. */
export interface Question {
  /** What the engine gets. */
  readonly text: string;
  /** What the conversation shows, in Markdown; left out when it is the same. */
  readonly markdown?: string;
  /** The answer's first words, which the model goes on from. */
  readonly answerStart?: string;
}

/** A question and its answer. Their order is the conversation's. */
interface Exchange {
  readonly question: Question;
  readonly questionId: string;
  readonly answer: ChatMessage;
}

/**
 * The state of the conversation. At most one answer streams at a time. What arrives for an answer
 * that is closed or was cleared away is ignored, and `undefined` is returned for it: a stopped
 * engine may still be talking.
 */
export class Conversation {
  #exchanges: Exchange[] = [];
  #asked = 0;

  /** Opens an exchange and returns the id of its answer. An answer that still streams is stopped. */
  ask(question: Question): string {
    const open = this.#exchanges.at(-1)?.answer;
    if (open?.state === 'streaming') this.stop(open.id);
    const number = ++this.#asked;
    const answer: ChatMessage = {
      id: `answer-${number}`,
      role: 'assistant',
      markdown: question.answerStart ?? '',
      state: 'streaming',
    };
    this.#exchanges.push({ question, questionId: `question-${number}`, answer });
    return answer.id;
  }

  /** Adds to a streaming answer. */
  append(answerId: string, markdown: string): ChatMessage | undefined {
    return this.#whileStreaming(answerId, (answer) => ({
      ...answer,
      markdown: answer.markdown + markdown,
    }));
  }

  /** The answer is complete; `markdown` is its whole text, the first words included. */
  finish(answerId: string, markdown: string, footnote: string): ChatMessage | undefined {
    return this.#whileStreaming(answerId, (answer) => ({
      ...answer,
      markdown,
      state: 'done',
      footnote,
    }));
  }

  /** The person stopped the answer; what was said stays. */
  stop(answerId: string): ChatMessage | undefined {
    return this.#whileStreaming(answerId, (answer) => ({ ...answer, state: 'stopped' }));
  }

  /** The answer failed; `error` says why in plain words. */
  fail(answerId: string, error: string): ChatMessage | undefined {
    return this.#whileStreaming(answerId, (answer) => ({ ...answer, state: 'failed', error }));
  }

  /** Puts a footnote under a stopped answer, whose cost is known only after the stop. */
  annotate(answerId: string, footnote: string): ChatMessage | undefined {
    return this.#change(answerId, 'stopped', (answer) => ({ ...answer, footnote }));
  }

  /** Forgets everything. Ids aren't used again. */
  clear(): void {
    this.#exchanges = [];
  }

  /** The conversation as it is shown. */
  messages(): ChatMessage[] {
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
   * The conversation as the engine gets it: questions and answers strictly by turns, for the
   * models know nothing else. An exchange whose answer failed, or was stopped before its first
   * word, is left out as a whole.
   */
  turns(): ChatTurn[] {
    return this.#exchanges.flatMap(({ question, answer }): ChatTurn[] => {
      const asked: ChatTurn = { role: 'user', text: question.text };
      const said: ChatTurn[] =
        answer.markdown.trim() === '' ? [] : [{ role: 'assistant', text: answer.markdown }];
      if (answer.state === 'streaming') return [asked, ...said];
      return answer.state === 'failed' || said.length === 0 ? [] : [asked, ...said];
    });
  }

  #whileStreaming(
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
