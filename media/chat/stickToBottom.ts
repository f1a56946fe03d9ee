/** How far from the bottom still counts as being there, in pixels: a line. */
const tolerance = 24;

/** Keeps a scrolled view at its end while the reader is there, and leaves the reader alone else. */
export class StickToBottom {
  readonly #view: HTMLElement;
  readonly #onChange: (stuck: boolean) => void;
  #stuck = true;
  #lastTop = 0;

  /**
   * @param view what scrolls.
   * @param content what grows in it.
   * @param onChange is told when the reader leaves the end or comes back to it.
   */
  constructor(view: HTMLElement, content: HTMLElement, onChange: (stuck: boolean) => void) {
    this.#view = view;
    this.#onChange = onChange;
    view.addEventListener(
      'scroll',
      () => {
        this.#scrolled();
      },
      { passive: true },
    );
    // The content grows with the answer and when the view gets narrower; the view gets lower when
    // the input grows.
    const observer = new ResizeObserver(() => {
      if (this.#stuck) this.jump();
    });
    observer.observe(view);
    observer.observe(content);
  }

  /** To the end, wherever the reader is; and from then on with it. */
  jump(): void {
    this.#view.scrollTop = this.#view.scrollHeight;
    this.#lastTop = this.#view.scrollTop;
    this.#set(true);
  }

  /** Only who scrolls upwards leaves the end. What grows in the meantime moves away by itself. */
  #scrolled(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.#view;
    const upwards = scrollTop < this.#lastTop;
    this.#lastTop = scrollTop;
    if (scrollHeight - scrollTop - clientHeight <= tolerance) this.#set(true);
    else if (upwards) this.#set(false);
  }

  #set(stuck: boolean): void {
    if (stuck === this.#stuck) return;
    this.#stuck = stuck;
    this.#onChange(stuck);
  }
}
