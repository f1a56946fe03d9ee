import '../support/page.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { patch } from '../../../media/chat/patch.ts';

function place(html: string): HTMLElement {
  const root = made(html);
  document.body.replaceChildren(root);
  return root;
}

function made(html: string): HTMLElement {
  const root = document.createElement('div');
  root.innerHTML = html;
  return root;
}

describe('patch', () => {
  it('makes the page equal to what is wanted', () => {
    const root = place('<p>one</p><ul><li>two</li></ul>');
    const wanted = made('<p>one <b>and</b> more</p><ul><li>two</li><li>three</li></ul><p>four</p>');
    const { innerHTML } = wanted;
    patch(root, wanted);
    assert.equal(root.innerHTML, innerHTML);
  });

  it('keeps the elements that stay', () => {
    const root = place('<p>one</p><pre>two</pre>');
    const [first, second] = root.children;
    patch(root, made('<p>one</p><pre>two and more</pre><p>three</p>'));
    assert.equal(root.children[0], first);
    assert.equal(root.children[1], second);
  });

  it('keeps a selection in a text that grows', () => {
    const root = place('<p>A closure is</p>');
    const text = root.querySelector('p')?.firstChild;
    assert.ok(text);
    document.getSelection()?.setBaseAndExtent(text, 2, text, 9);
    patch(root, made('<p>A closure is a function</p>'));
    assert.equal(document.getSelection()?.toString(), 'closure');
  });

  it('leaves a button alone that has just said that it was pressed', () => {
    const root = place('<button data-done="Copied">Copied</button><p>one</p>');
    patch(root, made('<button>Copy</button><p>one two</p>'));
    assert.equal(root.textContent, 'Copiedone two');
  });
});
