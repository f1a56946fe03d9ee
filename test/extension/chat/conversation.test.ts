import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Conversation } from '../../../src/extension/chat/conversation.ts';

describe('Conversation', () => {
  it('shows the question and an empty streaming answer', () => {
    const conversation = new Conversation();
    const id = conversation.ask({ text: 'Why?' });
    const [question, answer] = conversation.getMessages();
    assert.deepEqual(question, {
      id: 'question-1',
      role: 'user',
      markdown: 'Why?',
      state: 'done',
    });
    assert.deepEqual(answer, { id, role: 'assistant', markdown: '', state: 'streaming' });
  });

  it('shows a different text for a question than it sends to the engine', () => {
    const conversation = new Conversation();
    conversation.ask({ text: 'A long prompt', markdown: 'Explain `cart.ts`' });
    assert.equal(conversation.getMessages()[0]?.markdown, 'Explain `cart.ts`');
    assert.deepEqual(conversation.getTurns(), [{ role: 'user', text: 'A long prompt' }]);
  });

  it('appends chunks to an answer and ends it with its whole text', () => {
    const conversation = new Conversation();
    const id = conversation.ask({ text: 'Why?' });
    conversation.append(id, 'Be');
    assert.equal(conversation.append(id, 'cause')?.markdown, 'Because');
    const finished = conversation.finish(id, 'Because.', '2 tokens');
    assert.deepEqual(finished, {
      id,
      role: 'assistant',
      markdown: 'Because.',
      state: 'done',
      footnote: '2 tokens',
    });
  });

  it('keeps the text of a stopped answer for the next question', () => {
    const conversation = new Conversation();
    const id = conversation.ask({ text: 'Count' });
    conversation.append(id, 'One, two');
    conversation.stop(id);
    conversation.ask({ text: 'Go on' });
    assert.deepEqual(conversation.getTurns(), [
      { role: 'user', text: 'Count' },
      { role: 'assistant', text: 'One, two' },
      { role: 'user', text: 'Go on' },
    ]);
  });

  it('omits a question whose answer failed, but still shows it', () => {
    const conversation = new Conversation();
    const id = conversation.ask({ text: 'Why?' });
    conversation.append(id, 'Bec');
    const failed = conversation.fail(id, 'The engine stopped.');
    conversation.ask({ text: 'Again?' });
    assert.equal(failed?.error, 'The engine stopped.');
    assert.equal(failed.markdown, 'Bec');
    assert.equal(conversation.getMessages().length, 4);
    assert.deepEqual(conversation.getTurns(), [{ role: 'user', text: 'Again?' }]);
  });

  it('omits a question that was stopped before the first word of its answer', () => {
    const conversation = new Conversation();
    conversation.stop(conversation.ask({ text: 'Why?' }));
    conversation.ask({ text: 'How?' });
    assert.deepEqual(conversation.getTurns(), [{ role: 'user', text: 'How?' }]);
  });

  it('stops the streaming answer when the next question is asked', () => {
    const conversation = new Conversation();
    conversation.ask({ text: 'Why?' });
    conversation.ask({ text: 'How?' });
    assert.equal(conversation.getMessages()[1]?.state, 'stopped');
  });

  it('ignores chunks for an answer that has ended', () => {
    const conversation = new Conversation();
    const id = conversation.ask({ text: 'Why?' });
    const stopped = conversation.stop(id);
    assert.equal(conversation.append(id, 'late'), undefined);
    assert.equal(conversation.finish(id, 'late', ''), undefined);
    assert.equal(conversation.fail(id, 'late'), undefined);
    assert.equal(conversation.stop(id), undefined);
    assert.deepEqual(conversation.getMessages()[1], stopped);
  });

  it('accepts a footnote for a stopped answer only', () => {
    const conversation = new Conversation();
    const id = conversation.ask({ text: 'Why?' });
    assert.equal(conversation.annotate(id, 'early'), undefined);
    conversation.stop(id);
    assert.equal(conversation.annotate(id, 'Stopped · 2 tokens')?.footnote, 'Stopped · 2 tokens');
  });

  it('is empty after it was cleared, and never uses an id twice', () => {
    const conversation = new Conversation();
    const before = conversation.ask({ text: 'Why?' });
    conversation.clear();
    assert.deepEqual(conversation.getMessages(), []);
    assert.deepEqual(conversation.getTurns(), []);
    assert.equal(conversation.append(before, 'late'), undefined);
    assert.notEqual(conversation.ask({ text: 'How?' }), before);
  });

  it('always sends alternating turns that end with a question', () => {
    const step = fc.constantFrom('ask', 'append', 'finish', 'stop', 'fail', 'clear');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const conversation = new Conversation();
        let id = '';
        for (const name of steps) {
          if (name === 'ask') id = conversation.ask({ text: 'Why?' });
          else if (name === 'append') conversation.append(id, 'Because');
          else if (name === 'finish') conversation.finish(id, 'Because.', '');
          else if (name === 'stop') conversation.stop(id);
          else if (name === 'fail') conversation.fail(id, 'No.');
          else conversation.clear();
        }
        conversation.ask({ text: 'Why?' });
        const roles = conversation.getTurns().map(({ role }) => role);
        const expected = roles.map((_, index) => (index % 2 === 0 ? 'user' : 'assistant'));
        assert.deepEqual(roles, expected);
        assert.equal(roles.length % 2, 1);
        const streaming = conversation.getMessages().filter(({ state }) => state === 'streaming');
        assert.equal(streaming.length, 1);
      }),
    );
  });
});
