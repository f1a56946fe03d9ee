import type { ChatMessage } from '../../src/extension/chat/chatMessages.ts';
import { createMessageElement } from './messageElement.ts';
import type { RenderMarkdown } from './markdown.ts';
import { patch } from './patch.ts';
import type { StickToBottom } from './stickToBottom.ts';

/** Parts of the page that the conversation needs. */
export interface ConversationParts {
  /** Element that contains the messages. */
  readonly list: HTMLElement;
  readonly bottom: StickToBottom;
  readonly render: RenderMarkdown;
  /** Called after each change, with whether the conversation is empty and whether a message streams. */
  readonly onChange: (state: ConversationState) => void;
}

/** State of the conversation that the rest of the page depends on. */
export interface ConversationState {
  readonly isEmpty: boolean;
  readonly isStreaming: boolean;
}

/** Draws the messages. Chunks that arrive within one frame are drawn together. */
export class ConversationView {
  readonly #parts: ConversationParts;
  readonly #messages = new Map<string, ChatMessage>();
  readonly #elements = new Map<string, HTMLElement>();
  readonly #changedIds = new Set<string>();
  #frame: number | undefined;

  constructor(parts: ConversationParts) {
    this.#parts = parts;
  }

  /** Replaces the whole conversation. */
  replace(messages: readonly ChatMessage[]): void {
    this.#parts.list.replaceChildren();
    this.#messages.clear();
    this.#elements.clear();
    this.#changedIds.clear();
    for (const message of messages) this.#set(message);
    this.#render();
    this.#parts.bottom.jump();
  }

  /** Shows a new message, or a new version of one that is shown. */
  show(message: ChatMessage): void {
    const isNew = !this.#messages.has(message.id);
    this.#set(message);
    this.#render();
    if (isNew) this.#parts.bottom.jump();
  }

  /** Appends to a message that is streaming. */
  append(id: string, markdown: string): void {
    const message = this.#messages.get(id);
    if (message?.state !== 'streaming') return;
    this.#set({ ...message, markdown: message.markdown + markdown });
    this.#frame ??= requestAnimationFrame(() => {
      this.#render();
    });
  }

  #set(message: ChatMessage): void {
    this.#messages.set(message.id, message);
    this.#changedIds.add(message.id);
  }

  #render(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
    for (const id of this.#changedIds) {
      const message = this.#messages.get(id);
      if (message !== undefined) this.#renderMessage(message);
    }
    this.#changedIds.clear();
    this.#parts.onChange({
      isEmpty: this.#messages.size === 0,
      isStreaming: [...this.#messages.values()].some(({ state }) => state === 'streaming'),
    });
  }

  #renderMessage(message: ChatMessage): void {
    const newElement = createMessageElement(message, this.#parts.render);
    const current = this.#elements.get(message.id);
    if (current !== undefined) {
      patch(current, newElement);
      return;
    }
    this.#elements.set(message.id, newElement);
    this.#parts.list.append(newElement);
  }
}
