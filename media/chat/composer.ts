import {
  maxQuestionLength,
  type EngineNotice,
  type EngineRemedy,
  type FileNotice,
} from '../../src/extension/chat/chatMessages.ts';
import { createElement, createIcon } from '../common/element.ts';
import { FileChip } from './fileChip.ts';

/** Actions of the input. */
export interface ComposerActions {
  readonly ask: (text: string) => void;
  readonly stop: () => void;
  readonly runRemedy: (remedy: EngineRemedy) => void;
  readonly leaveOutFile: () => void;
  /** Stores the changed draft, which must outlive the page. */
  readonly saveDraft: (text: string) => void;
}

/** Input at the bottom: the question, its buttons, and the state of the engine. */
export class Composer {
  readonly root: HTMLElement;
  readonly #actions: ComposerActions;
  readonly #file = new FileChip(() => {
    this.focus();
    this.#actions.leaveOutFile();
  });
  readonly #question = createElement('textarea', {
    id: 'question',
    rows: '1',
    placeholder: 'Ask about code',
    'aria-label': 'Your question',
    maxlength: String(maxQuestionLength),
    spellcheck: 'false',
  });
  readonly #send = createIconButton('send', 'Send (Enter)', 'send');
  readonly #stop = createIconButton('stop', 'Stop Answering (Escape)', 'stop-circle');
  readonly #model = createElement('span', { class: 'model' });
  readonly #notice = createElement('div', { class: 'notice', role: 'status', hidden: true });
  /** True while a question can be asked. Initially true, because the host waits for the engine. */
  #isReady = true;
  #isStreaming = false;

  constructor(draft: string, actions: ComposerActions) {
    this.#actions = actions;
    const toolbar = createElement('div', { class: 'toolbar' }, this.#model, this.#stop, this.#send);
    const box = createElement(
      'div',
      { class: 'input-box' },
      this.#file.root,
      this.#question,
      toolbar,
    );
    this.root = createElement('form', { class: 'composer' }, this.#notice, box);
    this.#question.value = draft;
    this.#listen(box);
    this.#update();
  }

  /** Adjusts the height of the question. Call it after the root was added to the page. */
  layOut(): void {
    this.#grow();
  }

  focus(): void {
    this.#question.focus();
  }

  /** Shows whether a question can be asked, and if not, the reason. */
  setEngine(notice: EngineNotice): void {
    this.#isReady = notice.isReady;
    this.#model.textContent = notice.isReady ? notice.label : '';
    this.#model.title = notice.isReady ? `${notice.label}, on this machine` : '';
    const message = notice.isReady ? notice.advice : notice.label;
    this.#notice.hidden = message === undefined;
    this.#notice.replaceChildren(
      ...(message === undefined ? [] : this.#createNoticeParts(message, notice)),
    );
    this.#update();
  }

  /** Shows the file that the conversation is about, if any. */
  setFile(file: FileNotice | undefined): void {
    this.#file.show(file);
  }

  setStreaming(isStreaming: boolean): void {
    if (isStreaming === this.#isStreaming) return;
    // The keyboard focus would be lost with the hidden button.
    if (!isStreaming && document.activeElement === this.#stop) this.focus();
    this.#isStreaming = isStreaming;
    this.#update();
  }

  #listen(box: HTMLElement): void {
    this.#question.addEventListener('input', () => {
      this.#actions.saveDraft(this.#question.value);
      this.#grow();
      this.#update();
    });
    this.#question.addEventListener('keydown', (event) => {
      this.#handleKeyDown(event);
    });
    this.root.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#send.addEventListener('click', () => {
      this.#submit();
    });
    this.#stop.addEventListener('click', () => {
      this.#actions.stop();
    });
    // The whole box looks like the input, so a click anywhere in it focuses the question.
    box.addEventListener('click', (event) => {
      if (!(event.target instanceof Element) || event.target.closest('button') === null)
        this.focus();
    });
  }

  #handleKeyDown(event: KeyboardEvent): void {
    // The Enter that ends the composition of a character must not send the question.
    if (event.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === 'Escape' && this.#isStreaming) {
      event.preventDefault();
      this.#actions.stop();
    }
  }

  #submit(): void {
    if (!this.#canSend()) return;
    const text = this.#question.value.trim();
    this.#question.value = '';
    this.#actions.saveDraft('');
    this.#grow();
    this.#update();
    this.#actions.ask(text);
  }

  #canSend(): boolean {
    return this.#isReady && this.#question.value.trim() !== '';
  }

  #update(): void {
    this.#send.disabled = !this.#canSend();
    this.#stop.hidden = !this.#isStreaming;
  }

  /** Makes the question as high as its text; CSS sets the limit. */
  #grow(): void {
    this.#question.style.height = 'auto';
    this.#question.style.height = `${this.#question.scrollHeight}px`;
  }

  #createNoticeParts(text: string, { progress, remedy }: EngineNotice): HTMLElement[] {
    const textElement = createElement(
      'div',
      { class: 'notice-text' },
      createElement('span', {}, text),
    );
    const parts: HTMLElement[] = [textElement];
    if (progress !== undefined) {
      const bar = createElement('progress', { max: '1', 'aria-label': text });
      bar.value = progress;
      parts.push(bar);
    } else {
      textElement.prepend(createIcon('info'));
    }
    if (remedy !== undefined) {
      const button = createElement(
        'button',
        { type: 'button', class: 'button' },
        remedyLabels[remedy],
      );
      button.addEventListener('click', () => {
        this.#actions.runRemedy(remedy);
      });
      parts.push(button);
    }
    return parts;
  }
}

const remedyLabels: Readonly<Record<EngineRemedy, string>> = {
  chooseModel: 'Choose a Model',
  restartEngine: 'Restart the Engine',
};

function createIconButton(id: string, label: string, iconName: string): HTMLButtonElement {
  return createElement(
    'button',
    { id, type: 'button', class: 'icon-button', title: label, 'aria-label': label },
    createIcon(iconName),
  );
}
