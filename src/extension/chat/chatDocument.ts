/** A document that a conversation can be about. */
export interface ChatDocument {
  readonly uri: string;
  /** File name without folders: `cart.ts`. */
  readonly name: string;
  /** Path that is shown to the user: `src/cart.ts`. */
  readonly path: string;
}

/**
 * Document that a conversation is about: before the first question that of the active editor, from
 * then on always the same one. The user may leave it out.
 */
export class ConversationDocument {
  #active: ChatDocument | undefined;
  #current: ChatDocument | undefined;
  #isPinned = false;

  /** Document that the conversation is about, or would be about if it began now. */
  get current(): ChatDocument | undefined {
    return this.#current;
  }

  /** Records the document of the active editor. */
  setActive(document: ChatDocument | undefined): void {
    this.#active = document;
    if (!this.#isPinned) this.#current = document;
  }

  /** Fixes the document when the conversation begins or continues. */
  pin(): void {
    this.#isPinned = true;
  }

  /** Leaves the document out of this conversation. */
  leaveOut(): void {
    this.#current = undefined;
    this.#isPinned = true;
  }

  /** Starts another conversation, about the document of the active editor. */
  reset(): void {
    this.#isPinned = false;
    this.#current = this.#active;
  }
}
