import type { FrameLocator, Locator, Page } from 'playwright-core';
import type { HostToWebview } from '../../src/extension/chat/chatMessages.ts';
import { waitFor } from './waitFor.ts';

/** How long an answer may take, in milliseconds: a slow machine says some 20 tokens a second. */
const answerDeadlineMs = 90_000;

/** An answer as it stands in the chat. */
export interface ShownAnswer {
  readonly state: string;
  readonly text: string;
  readonly footnote: string;
  readonly error: string;
}

/** The chat view's page inside the window. */
export class ChatPanel {
  readonly frame: FrameLocator;

  constructor(page: Page) {
    // The view of the cache is a webview, too: an editor, not a view.
    this.frame = page
      .frameLocator('iframe.webview.ready[src*="purpose=webviewView"]')
      .frameLocator('iframe#active-frame');
  }

  question(): Locator {
    return this.frame.locator('textarea#question');
  }

  /** Above the question: the file that the conversation is about. */
  file(): Locator {
    return this.frame.locator('.file:not([hidden])');
  }

  stopButton(): Locator {
    return this.frame.locator('button#stop');
  }

  /** The messages of one side, oldest first. */
  messages(role: 'user' | 'assistant'): Locator {
    return this.frame.locator(`article.message[data-role="${role}"]`);
  }

  /** Writes a question and sends it with Enter. */
  async ask(question: string): Promise<void> {
    await this.question().fill(question);
    await this.question().press('Enter');
  }

  /** Gives the page a message as the extension would. */
  async receive(message: HostToWebview): Promise<void> {
    const body = this.frame.locator('body');
    await body.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`);
  }

  /** Waits until the assistant's answer of this number (from 0) is no longer growing. */
  async waitForAnswer(index: number): Promise<ShownAnswer> {
    const message = this.messages('assistant').nth(index);
    await message.waitFor();
    return waitFor('the answer to end', answerDeadlineMs, async () => {
      const answer = await readAnswer(message);
      return answer.state === 'streaming' ? undefined : answer;
    });
  }

  /**
   * From now on: presses the stop button as soon as words of a growing answer are seen. Done inside
   * of the page, since a small model may have ended before a click from out here arrives.
   */
  async stopAtFirstWords(): Promise<void> {
    await this.frame.locator('body').evaluate(stopAtFirstWords);
  }
}

/** Runs in the page, where neither this project's types nor its build apply. */
const stopAtFirstWords = `
  new MutationObserver((changes, observer) => {
    const body = document.querySelector('article[data-state="streaming"] .body');
    if (body === null || body.textContent.trim() === '') return;
    observer.disconnect();
    document.querySelector('button#stop').click();
  }).observe(document.body, { childList: true, subtree: true, characterData: true }); 0`;

async function readAnswer(message: Locator): Promise<ShownAnswer> {
  // The state first: what is read after the end of the answer is whole.
  const state = (await message.getAttribute('data-state')) ?? '';
  const textOf = async (part: string): Promise<string> =>
    (await message.locator(part).allInnerTexts()).join('\n');
  return {
    state,
    text: await textOf('.body'),
    footnote: await textOf('.footnote'),
    error: await textOf('.error'),
  };
}
