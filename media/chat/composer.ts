import {
  questionLimit,
  type EngineNotice,
  type EngineRemedy,
  type FileNotice,
} from '../../src/extension/chat/chatMessages.ts';
import { element, icon } from '../common/element.ts';
import { FileChip } from './fileChip.ts';

/** Actions of the input. */
export interface ComposerActions {
  readonly ask: (text: string) => void;
  readonly stop: () => void;
  readonly remedy: (remedy: EngineRemedy) => void;
  readonly leaveOutFile: () => void;
  /** Stores the changed draft, which must outlive the page. */
  readonly keepDraft: (text: string) => void;
}

/** Input at the bottom: the question, its buttons, and the state of the engine. */
export class Composer {
  readonly root: HTMLElement;
  readonly #actions: ComposerActions;
  readonly #file = new FileChip(() => {
    this.focus();
    this.#actions.leaveOutFile();
  });
  readonly #question = element('textarea', {
    id: 'question',
    rows: '1',
    placeholder: 'Ask about code',
    'aria-label': 'Your question',
    maxlength: String(questionLimit),
    spellcheck: 'false',
  });
  readonly #send = iconButton('send', 'Send (Enter)', 'send');
  readonly #stop = iconButton('stop', 'Stop Answering (Escape)', 'stop-circle');
  readonly #model = element('span', { class: 'model' });
  readonly #notice = element('div', { class: 'notice', role: 'status', hidden: true });
  /** True while a question can be asked. Initially true, because the host waits for the engine. */
  #ready = true;
  #streaming = false;

  constructor(draft: string, actions: ComposerActions) {
    this.#actions = actions;
    const toolbar = element('div', { class: 'toolbar' }, this.#model, this.#stop, this.#send);
    const box = element('div', { class: 'input-box' }, this.#file.root, this.#question, toolbar);
    this.root = element('form', { class: 'composer' }, this.#notice, box);
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
    this.#ready = notice.ready;
    this.#model.textContent = notice.ready ? notice.label : '';
    this.#model.title = notice.ready ? `${notice.label}, on this machine` : '';
    const words = notice.ready ? notice.advice : notice.label;
    this.#notice.hidden = words === undefined;
    this.#notice.replaceChildren(...(words === undefined ? [] : this.#noticeParts(words, notice)));
    this.#update();
  }

  /** Shows the file that the conversation is about, if any. */
  setFile(file: FileNotice | undefined): void {
    this.#file.show(file);
  }

  setStreaming(streaming: boolean): void {
    if (streaming === this.#streaming) return;
    // The keyboard focus would be lost with the hidden button.
    if (!streaming && document.activeElement === this.#stop) this.focus();
    this.#streaming = streaming;
    this.#update();
  }

  #listen(box: HTMLElement): void {
    this.#question.addEventListener('input', () => {
      this.#actions.keepDraft(this.#question.value);
      this.#grow();
      this.#update();
    });
    this.#question.addEventListener('keydown', (event) => {
      this.#keyDown(event);
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

  #keyDown(event: KeyboardEvent): void {
    // The Enter that ends the composition of a character must not send the question.
    if (event.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === 'Escape' && this.#streaming) {
      event.preventDefault();
      this.#actions.stop();
    }
  }

  #submit(): void {
    if (!this.#canSend()) return;
    const text = this.#question.value.trim();
    this.#question.value = '';
    this.#actions.keepDraft('');
    this.#grow();
    this.#update();
    this.#actions.ask(text);
  }

  #canSend(): boolean {
    return this.#ready && this.#question.value.trim() !== '';
  }

  #update(): void {
    this.#send.disabled = !this.#canSend();
    this.#stop.hidden = !this.#streaming;
  }

  /** Makes the question as high as its text; CSS sets the limit. */
  #grow(): void {
    this.#question.style.height = 'auto';
    this.#question.style.height = `${this.#question.scrollHeight}px`;
  }

  #noticeParts(text: string, { progress, remedy }: EngineNotice): HTMLElement[] {
    const words = element('div', { class: 'notice-text' }, element('span', {}, text));
    const parts: HTMLElement[] = [words];
    if (progress !== undefined) {
      const bar = element('progress', { max: '1', 'aria-label': text });
      bar.value = progress;
      parts.push(bar);
    } else {
      words.prepend(icon('info'));
    }
    if (remedy !== undefined) {
      const button = element('button', { type: 'button', class: 'button' }, remedyLabels[remedy]);
      button.addEventListener('click', () => {
        this.#actions.remedy(remedy);
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

function iconButton(id: string, label: string, iconName: string): HTMLButtonElement {
  return element(
    'button',
    { id, type: 'button', class: 'icon-button', title: label, 'aria-label': label },
    icon(iconName),
  );
}
