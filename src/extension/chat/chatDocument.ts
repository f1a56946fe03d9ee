/** A document that a conversation can be about. */
export interface ChatDocument {
  readonly uri: string;
  /** Its name alone: `cart.ts`. */
  readonly name: string;
  /** Where it is, for people: `src/cart.ts`. */
  readonly path: string;
}

/**
 * Which document a conversation is about: before the first question that of the active editor, from
 * then on always the same one. The person may leave it out.
 */
export class DocumentOfConversation {
  #active: ChatDocument | undefined;
  #current: ChatDocument | undefined;
  #isSettled = false;

  /** The document that the conversation is about, or would be if it began now. */
  get current(): ChatDocument | undefined {
    return this.#current;
  }

  /** The active editor shows this document now. */
  follow(document: ChatDocument | undefined): void {
    this.#active = document;
    if (!this.#isSettled) this.#current = document;
  }

  /** The conversation begins, or goes on. */
  settle(): void {
    this.#isSettled = true;
  }

  /** This conversation is not to be about any document. */
  leaveOut(): void {
    this.#current = undefined;
    this.#isSettled = true;
  }

  /** Another conversation. */
  reset(): void {
    this.#isSettled = false;
    this.#current = this.#active;
  }
}
