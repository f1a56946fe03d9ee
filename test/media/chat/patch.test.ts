import '../support/page.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { patch } from '../../../media/chat/patch.ts';

function placeElement(html: string): HTMLElement {
  const root = createElement(html);
  document.body.replaceChildren(root);
  return root;
}

function createElement(html: string): HTMLElement {
  const root = document.createElement('div');
  root.innerHTML = html;
  return root;
}

describe('patch', () => {
  it('makes the page equal to the new content', () => {
    const root = placeElement('<p>one</p><ul><li>two</li></ul>');
    const newContent = createElement(
      '<p>one <b>and</b> more</p><ul><li>two</li><li>three</li></ul><p>four</p>',
    );
    const { innerHTML } = newContent;
    patch(root, newContent);
    assert.equal(root.innerHTML, innerHTML);
  });

  it('keeps the elements that stay', () => {
    const root = placeElement('<p>one</p><pre>two</pre>');
    const [first, second] = root.children;
    patch(root, createElement('<p>one</p><pre>two and more</pre><p>three</p>'));
    assert.equal(root.children[0], first);
    assert.equal(root.children[1], second);
  });

  it('keeps a selection in a growing text', () => {
    const root = placeElement('<p>A closure is</p>');
    const text = root.querySelector('p')?.firstChild;
    assert.ok(text);
    document.getSelection()?.setBaseAndExtent(text, 2, text, 9);
    patch(root, createElement('<p>A closure is a function</p>'));
    assert.equal(document.getSelection()?.toString(), 'closure');
  });

  it('does not change a button that shows that it was pressed', () => {
    const root = placeElement('<button data-done="Copied">Copied</button><p>one</p>');
    patch(root, createElement('<button>Copy</button><p>one two</p>'));
    assert.equal(root.textContent, 'Copiedone two');
  });
});
