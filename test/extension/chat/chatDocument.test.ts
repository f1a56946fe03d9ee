import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConversationDocument } from '../../../src/extension/chat/chatDocument.ts';

const cart = { uri: 'file:///cart.ts', name: 'cart.ts', path: 'src/cart.ts' };
const shapes = { uri: 'file:///shapes.py', name: 'shapes.py', path: 'lib/shapes.py' };

describe('the document of a conversation', () => {
  it('is that of the active editor until the conversation begins', () => {
    const document = new ConversationDocument();
    assert.equal(document.current, undefined);
    document.setActive(cart);
    document.setActive(shapes);
    assert.deepEqual(document.current, shapes);
    document.setActive(undefined);
    assert.equal(document.current, undefined);
  });

  it('stays the same in a conversation when the user changes the editor', () => {
    const document = new ConversationDocument();
    document.setActive(cart);
    document.pin();
    document.setActive(shapes);
    assert.deepEqual(document.current, cart);
    document.pin();
    assert.deepEqual(document.current, cart);
  });

  it('stays undefined in a conversation that began without one', () => {
    const document = new ConversationDocument();
    document.pin();
    document.setActive(cart);
    assert.equal(document.current, undefined);
  });

  it('can be removed from a conversation for good, before its first question or later', () => {
    for (const hasBegun of [true, false]) {
      const document = new ConversationDocument();
      document.setActive(cart);
      if (hasBegun) document.pin();
      document.leaveOut();
      document.setActive(shapes);
      assert.equal(document.current, undefined);
    }
  });

  it('is that of the active editor again in the next conversation', () => {
    const document = new ConversationDocument();
    document.setActive(cart);
    document.pin();
    document.setActive(shapes);
    document.leaveOut();
    document.reset();
    assert.deepEqual(document.current, shapes);
  });
});
