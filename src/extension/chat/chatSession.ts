import type * as vscode from 'vscode';
import { systemTurn } from '../../completion/chatPrompt/systemTurn.ts';
import type { ChatParams, ChatResult } from '../../engine/protocol.ts';
import { formatAnswerFootnote } from './answerFootnote.ts';
import { waitForEngine } from '../engineHost/waitForEngine.ts';
import { ConversationDocument, type ChatDocument } from './chatDocument.ts';
import type { ChatEngine } from './chatEngine.ts';
import type { ChatMessage, HostToWebview } from './chatMessages.ts';
import { ChunkBuffer } from './chunkBuffer.ts';
import { Conversation, type Question } from './conversation.ts';

/** Dependencies of a session. */
export interface ChatSessionParts {
  readonly engine: ChatEngine;
  /** Sends a message to the webview, if there is one. */
  readonly post: (message: HostToWebview) => void;
  readonly createCancellation: () => Cancellation;
}

/** Source that cancels one request: `vscode.CancellationTokenSource`, or the one of a test. */
export type Cancellation = Pick<vscode.CancellationTokenSource, 'token' | 'cancel' | 'dispose'>;

/** The answer that is streaming. */
interface RunningAnswer {
  readonly id: string;
  readonly answerStart: string;
  readonly chunks: ChunkBuffer;
  readonly cancellation: Cancellation;
}

/**
 * One conversation with the engine, one answer at a time: a new question stops the streaming answer
 * and is sent to the engine when the previous request has ended. Runs without VS Code.
 */
export class ChatSession {
  readonly #parts: ChatSessionParts;
  readonly #conversation = new Conversation();
  readonly #document = new ConversationDocument();
  #running: RunningAnswer | undefined;
  #previousAnswer: Promise<void> = Promise.resolve();

  constructor(parts: ChatSessionParts) {
    this.#parts = parts;
  }

  /** Asks a question. Resolves when the answer is finished, stopped or failed. Never rejects. */
  ask(question: Question): Promise<void> {
    this.stop();
    this.#document.pin();
    const id = this.#conversation.ask(question);
    for (const message of this.#conversation.getMessages().slice(-2)) this.#show(message);
    const running: RunningAnswer = {
      id,
      answerStart: question.answerStart ?? '',
      chunks: new ChunkBuffer((markdown) => {
        if (this.#conversation.append(id, markdown)) {
          this.#parts.post({ kind: 'chunk', id, markdown });
        }
      }),
      cancellation: this.#parts.createCancellation(),
    };
    this.#running = running;
    const document = this.#document.current;
    this.#previousAnswer = this.#requestAnswer(
      running,
      {
        turns: [systemTurn, ...this.#conversation.getTurns()],
        ...(document === undefined ? {} : { document: { uri: document.uri } }),
      },
      this.#previousAnswer,
    );
    return this.#previousAnswer;
  }

  /**
   * Stops the running answer. It counts as stopped at once, although the engine may take a moment,
   * so that the user does not wait for it.
   */
  stop(): void {
    const running = this.#running;
    if (running === undefined) return;
    this.#running = undefined;
    running.chunks.flush();
    this.#show(this.#conversation.stop(running.id));
    running.cancellation.cancel();
  }

  /** Stops the running answer and clears the conversation. */
  clear(): void {
    this.stop();
    this.#conversation.clear();
    this.#document.reset();
    this.#parts.post({ kind: 'conversation', messages: [] });
    this.#parts.post(this.createFileMessage());
  }

  /** Document that the conversation is about, or would be about if it began now. */
  get document(): ChatDocument | undefined {
    return this.#document.current;
  }

  /** Records the document of the active editor. */
  setActiveDocument(document: ChatDocument | undefined): void {
    this.#document.setActive(document);
    this.#parts.post(this.createFileMessage());
  }

  /** Leaves the document out of the rest of the conversation. */
  leaveOutDocument(): void {
    this.#document.leaveOut();
    this.#parts.post(this.createFileMessage());
  }

  /** Returns the message that names the document to the webview. */
  createFileMessage(): HostToWebview {
    const document = this.#document.current;
    if (document === undefined) return { kind: 'file' };
    return { kind: 'file', file: { name: document.name, path: document.path } };
  }

  /** Returns the conversation as it is shown, without the text of the next chunk. */
  getMessages(): ChatMessage[] {
    return this.#conversation.getMessages();
  }

  async #requestAnswer(
    running: RunningAnswer,
    question: Pick<ChatParams, 'turns' | 'document'>,
    previous: Promise<void>,
  ): Promise<void> {
    const { engine } = this.#parts;
    const { token } = running.cancellation;
    try {
      await previous;
      await waitForEngine(engine, token);
      if (token.isCancellationRequested) return;
      const result = await engine.chat(
        question,
        (text) => {
          running.chunks.push(text);
        },
        token,
      );
      running.chunks.flush();
      this.#conclude(running, result);
    } catch (error) {
      running.chunks.flush();
      this.#show(this.#conversation.fail(running.id, getErrorMessage(error)));
    } finally {
      if (this.#running === running) this.#running = undefined;
      running.cancellation.dispose();
    }
  }

  #conclude({ id, answerStart }: RunningAnswer, result: ChatResult): void {
    const footnote = formatAnswerFootnote(result);
    if (result.stopReason === 'cancelled') {
      this.#conversation.stop(id);
      this.#show(this.#conversation.annotate(id, footnote));
    } else if (result.text.trim() === '') {
      this.#show(this.#conversation.fail(id, emptyAnswerMessage));
    } else {
      this.#show(this.#conversation.finish(id, answerStart + result.text, footnote));
    }
  }

  #show(message: ChatMessage | undefined): void {
    if (message !== undefined) this.#parts.post({ kind: 'message', message });
  }
}

const emptyAnswerMessage = 'The model ended its answer before it said anything. Try other words.';

function getErrorMessage(error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : String(error);
}
