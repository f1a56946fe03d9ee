/** Maximum distance from the bottom that counts as the bottom, in pixels: one line. */
const tolerance = 24;

/** Keeps a view scrolled to its end until the user scrolls up. */
export class StickToBottom {
  readonly #view: HTMLElement;
  readonly #onChange: (isStuck: boolean) => void;
  #isStuck = true;
  #lastTop = 0;

  /**
   * @param view element that scrolls.
   * @param content growing content of the view.
   * @param onChange called when the user leaves the end or returns to it.
   */
  constructor(view: HTMLElement, content: HTMLElement, onChange: (isStuck: boolean) => void) {
    this.#view = view;
    this.#onChange = onChange;
    view.addEventListener(
      'scroll',
      () => {
        this.#handleScroll();
      },
      { passive: true },
    );
    // The content grows with the answer and when the view gets narrower; the view gets lower when
    // the input grows.
    const observer = new ResizeObserver(() => {
      if (this.#isStuck) this.jump();
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
  #handleScroll(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.#view;
    const upwards = scrollTop < this.#lastTop;
    this.#lastTop = scrollTop;
    if (scrollHeight - scrollTop - clientHeight <= tolerance) this.#set(true);
    else if (upwards) this.#set(false);
  }

  #set(isStuck: boolean): void {
    if (isStuck === this.#isStuck) return;
    this.#isStuck = isStuck;
    this.#onChange(isStuck);
  }
}
