import type { FileNotice } from '../../src/extension/chat/chatMessages.ts';
import { createElement, createIcon } from '../common/element.ts';

/** Chip above the question with the file of the conversation, and a button to leave it out. */
export class FileChip {
  readonly root = createElement('div', { class: 'file', hidden: true });
  readonly #leaveOut: () => void;

  constructor(leaveOut: () => void) {
    this.#leaveOut = leaveOut;
  }

  show(file: FileNotice | undefined): void {
    this.root.hidden = file === undefined;
    this.root.replaceChildren(...(file === undefined ? [] : this.#parts(file)));
  }

  #parts({ name, path }: FileNotice): HTMLElement[] {
    const label = `Leave ${name} out of This Conversation`;
    const button = createElement(
      'button',
      { type: 'button', class: 'icon-button', title: label, 'aria-label': label },
      createIcon('close'),
    );
    button.addEventListener('click', this.#leaveOut);
    const text = createElement(
      'span',
      { class: 'file-name', title: `The model sees ${path} beside your questions.` },
      `About ${name}`,
    );
    return [createIcon('file'), text, button];
  }
}
