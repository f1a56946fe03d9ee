import '../support/page.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Composer } from '../../../media/chat/composer.ts';

const ready = { isReady: true, label: 'mistral.gguf' };

/** Creates a composer on the page. Returns it with the actions that it has requested so far. */
function start(draft = ''): { composer: Composer; done: string[] } {
  const done: string[] = [];
  const composer = new Composer(draft, {
    ask: (text) => done.push(`ask ${text}`),
    stop: () => done.push('stop'),
    runRemedy: (remedy) => done.push(remedy),
    leaveOutFile: () => done.push('leave out'),
    saveDraft: (text) => done.push(`keep ${text}`),
  });
  document.body.replaceChildren(composer.root);
  return { composer, done };
}

function find(selector: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(selector);
  assert.ok(found, `There is no ${selector}.`);
  return found;
}

function findQuestion(): HTMLTextAreaElement {
  const found = document.querySelector('textarea');
  assert.ok(found);
  return found;
}

function press(key: string, more: { shiftKey?: boolean; isComposing?: boolean } = {}): boolean {
  const { KeyboardEvent } = findQuestion().ownerDocument.defaultView ?? window;
  const event = new KeyboardEvent('keydown', { key, cancelable: true, bubbles: true, ...more });
  return findQuestion().dispatchEvent(event);
}

function typeText(text: string): void {
  const { Event } = findQuestion().ownerDocument.defaultView ?? window;
  findQuestion().value = text;
  findQuestion().dispatchEvent(new Event('input', { bubbles: true }));
}

describe('Composer', () => {
  it('sends the trimmed text with Enter, and is empty again', () => {
    const { composer, done } = start();
    composer.setEngine(ready);
    typeText(' Why?\n');
    assert.equal(press('Enter'), false);
    assert.deepEqual(done, ['keep  Why?\n', 'keep ', 'ask Why?']);
    assert.equal(findQuestion().value, '');
  });

  it('sends a question before it has the state of the engine, since the host waits for it', () => {
    const { done } = start();
    typeText('Why?');
    press('Enter');
    assert.deepEqual(done.at(-1), 'ask Why?');
  });

  it('leaves Shift+Enter, and an Enter that composes a character, to the text', () => {
    const { composer, done } = start('Why?');
    composer.setEngine(ready);
    assert.equal(press('Enter', { shiftKey: true }), true);
    assert.equal(press('Enter', { isComposing: true }), true);
    assert.deepEqual(done, []);
  });

  it('does not send blank text', () => {
    const { composer, done } = start();
    composer.setEngine(ready);
    typeText('  ');
    press('Enter');
    assert.equal(find('#send').hasAttribute('disabled'), true);
    assert.deepEqual(done, ['keep   ']);
  });

  it('keeps the question while the engine is not ready, and shows the reason', () => {
    const { composer, done } = start('Why?');
    composer.setEngine({ isReady: false, label: 'Loading…', progress: 0.5 });
    press('Enter');
    assert.deepEqual(done, []);
    assert.equal(find('#send').hasAttribute('disabled'), true);
    assert.equal(find('.notice').textContent, 'Loading…');
    assert.equal(document.querySelector('progress')?.value, 0.5);
    composer.setEngine(ready);
    assert.equal(find('.notice').hidden, true);
    find('#send').click();
    assert.deepEqual(done.slice(-1), ['ask Why?']);
  });

  it('offers an action that helps', () => {
    const { composer, done } = start();
    composer.setEngine({ isReady: false, label: 'No model.', remedy: 'chooseModel' });
    find('.notice button').click();
    composer.setEngine({ isReady: false, label: 'Stopped.', remedy: 'restartEngine' });
    find('.notice button').click();
    assert.deepEqual(done, ['chooseModel', 'restartEngine']);
  });

  it('stops with Escape or its button, and only while an answer streams', () => {
    const { composer, done } = start();
    press('Escape');
    assert.equal(find('#stop').hidden, true);
    composer.setStreaming(true);
    assert.equal(find('#stop').hidden, false);
    press('Escape');
    find('#stop').click();
    assert.deepEqual(done, ['stop', 'stop']);
    composer.setStreaming(false);
    press('Escape');
    assert.equal(find('#stop').hidden, true);
    assert.deepEqual(done, ['stop', 'stop']);
  });

  it('returns the focus to the question when the stop button disappears', () => {
    const { composer } = start();
    composer.setStreaming(true);
    find('#stop').focus();
    composer.setStreaming(false);
    assert.equal(document.activeElement, findQuestion());
  });

  it('names the file of the conversation, and can remove it', () => {
    const { composer, done } = start();
    assert.equal(find('.file').hidden, true);
    composer.setFile({ name: 'cart.ts', path: 'src/cart.ts' });
    assert.equal(find('.file').hidden, false);
    assert.equal(find('.file').textContent, 'About cart.ts');
    find('.file button').click();
    assert.deepEqual(done, ['leave out']);
    assert.equal(document.activeElement, findQuestion());
    composer.setFile(undefined);
    assert.equal(find('.file').hidden, true);
  });

  it('shows the name of a file as text', () => {
    const { composer } = start();
    composer.setFile({ name: '<b>x</b>.ts', path: '<b>x</b>.ts' });
    assert.equal(find('.file').textContent, 'About <b>x</b>.ts');
  });

  it('has a label on each of its controls', () => {
    start().composer.setFile({ name: 'cart.ts', path: 'src/cart.ts' });
    for (const control of document.querySelectorAll('textarea, button')) {
      assert.notEqual(control.getAttribute('aria-label') ?? '', '', control.outerHTML);
    }
  });
});
