import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DocumentOfConversation } from '../../../src/extension/chat/chatDocument.ts';

const cart = { uri: 'file:///cart.ts', name: 'cart.ts', path: 'src/cart.ts' };
const shapes = { uri: 'file:///shapes.py', name: 'shapes.py', path: 'lib/shapes.py' };

describe('DocumentOfConversation', () => {
  it('is that of the active editor until the conversation begins', () => {
    const document = new DocumentOfConversation();
    assert.equal(document.current, undefined);
    document.follow(cart);
    document.follow(shapes);
    assert.deepEqual(document.current, shapes);
    document.follow(undefined);
    assert.equal(document.current, undefined);
  });

  it('stays the same in a conversation, wherever the person goes', () => {
    const document = new DocumentOfConversation();
    document.follow(cart);
    document.settle();
    document.follow(shapes);
    assert.deepEqual(document.current, cart);
    document.settle();
    assert.deepEqual(document.current, cart);
  });

  it('stays none in a conversation that began without one', () => {
    const document = new DocumentOfConversation();
    document.settle();
    document.follow(cart);
    assert.equal(document.current, undefined);
  });

  it('is left out of this conversation for good, before its first question or later', () => {
    for (const hasBegun of [true, false]) {
      const document = new DocumentOfConversation();
      document.follow(cart);
      if (hasBegun) document.settle();
      document.leaveOut();
      document.follow(shapes);
      assert.equal(document.current, undefined);
    }
  });

  it('is that of the active editor again in the next conversation', () => {
    const document = new DocumentOfConversation();
    document.follow(cart);
    document.settle();
    document.follow(shapes);
    document.leaveOut();
    document.reset();
    assert.deepEqual(document.current, shapes);
  });
});
