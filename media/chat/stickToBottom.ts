/** Maximum distance from the bottom that counts as the bottom, in pixels: one line. */
const tolerance = 24;

/** Keeps a view scrolled to its end until the user scrolls up. */
export class StickToBottom {
  readonly #view: HTMLElement;
  readonly #onChange: (stuck: boolean) => void;
  #stuck = true;
  #lastTop = 0;

  /**
   * @param view element that scrolls.
   * @param content growing content of the view.
   * @param onChange called when the user leaves the end or returns to it.
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

  /** Scrolls to the end, and keeps the view there from then on. */
  jump(): void {
    this.#view.scrollTop = this.#view.scrollHeight;
    this.#lastTop = this.#view.scrollTop;
    this.#set(true);
  }

  /** Updates the state: only scrolling up leaves the end, because the end also moves by growth. */
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
