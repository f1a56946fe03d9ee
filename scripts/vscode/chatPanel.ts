import type { FrameLocator, Locator, Page } from 'playwright-core';
import type { HostToWebview } from '../../src/extension/chat/chatMessages.ts';
import { waitFor } from './waitFor.ts';

/** Maximum time of an answer, in ms: a slow machine samples some 20 tokens a second. */
const answerDeadlineMs = 90_000;

/** An answer as the chat shows it. */
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

  /** Returns the file of the conversation, shown above the question. */
  file(): Locator {
    return this.frame.locator('.file:not([hidden])');
  }

  stopButton(): Locator {
    return this.frame.locator('button#stop');
  }

  /** Returns the messages of one side, oldest first. */
  messages(role: 'user' | 'assistant'): Locator {
    return this.frame.locator(`article.message[data-role="${role}"]`);
  }

  /** Types a question and sends it with Enter. */
  async ask(question: string): Promise<void> {
    await this.question().fill(question);
    await this.question().press('Enter');
  }

  /** Sends the page a message as the extension does. */
  async postMessage(message: HostToWebview): Promise<void> {
    const body = this.frame.locator('body');
    await body.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`);
  }

  /** Waits until the assistant's answer of this index (from 0) is complete. */
  async waitForAnswer(index: number): Promise<ShownAnswer> {
    const message = this.messages('assistant').nth(index);
    await message.waitFor();
    return waitFor('the answer to end', answerDeadlineMs, async () => {
      const answer = await readAnswer(message);
      return answer.state === 'streaming' ? undefined : answer;
    });
  }

  /**
   * Makes the page press the stop button as soon as it shows words of an unfinished answer. A click from
   * outside of the page could come after the end of a small model's answer.
   */
  async stopAtFirstWords(): Promise<void> {
    await this.frame.locator('body').evaluate(stopScript);
  }
}

/** Code that runs in the page, where neither this project's types nor its build apply. */
const stopScript = `
  new MutationObserver((changes, observer) => {
    const body = document.querySelector('article[data-state="streaming"] .body');
    if (body === null || body.textContent.trim() === '') return;
    observer.disconnect();
    document.querySelector('button#stop').click();
  }).observe(document.body, { childList: true, subtree: true, characterData: true }); 0`;

async function readAnswer(message: Locator): Promise<ShownAnswer> {
  // The state first: text that is read after the end of the answer is complete.
  const state = (await message.getAttribute('data-state')) ?? '';
  const readPart = async (part: string): Promise<string> =>
    (await message.locator(part).allInnerTexts()).join('\n');
  return {
    state,
    text: await readPart('.body'),
    footnote: await readPart('.footnote'),
    error: await readPart('.error'),
  };
}
