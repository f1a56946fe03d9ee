import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Conversation } from '../../../src/extension/chat/conversation.ts';

describe('Conversation', () => {
  it('shows the question and an empty answer that streams', () => {
    const conversation = new Conversation();
    const id = conversation.ask({ text: 'Why?' });
    const [question, answer] = conversation.messages();
    assert.deepEqual(question, {
      id: 'question-1',
      role: 'user',
      markdown: 'Why?',
      state: 'done',
    });
    assert.deepEqual(answer, { id, role: 'assistant', markdown: '', state: 'streaming' });
  });

  it('shows another text for a question than the engine gets', () => {
    const conversation = new Conversation();
    conversation.ask({ text: 'A long prompt', markdown: 'Explain `cart.ts`' });
    assert.equal(conversation.messages()[0]?.markdown, 'Explain `cart.ts`');
    assert.deepEqual(conversation.turns(), [{ role: 'user', text: 'A long prompt' }]);
  });

  it('grows an answer by its chunks and ends it with its whole text', () => {
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

  it('remembers what a stopped answer said, for the next question', () => {
    const conversation = new Conversation();
    const id = conversation.ask({ text: 'Count' });
    conversation.append(id, 'One, two');
    conversation.stop(id);
    conversation.ask({ text: 'Go on' });
    assert.deepEqual(conversation.turns(), [
      { role: 'user', text: 'Count' },
      { role: 'assistant', text: 'One, two' },
      { role: 'user', text: 'Go on' },
    ]);
  });

  it('forgets a question whose answer failed, but goes on showing it', () => {
    const conversation = new Conversation();
    const id = conversation.ask({ text: 'Why?' });
    conversation.append(id, 'Bec');
    const failed = conversation.fail(id, 'The engine stopped.');
    conversation.ask({ text: 'Again?' });
    assert.equal(failed?.error, 'The engine stopped.');
    assert.equal(failed.markdown, 'Bec');
    assert.equal(conversation.messages().length, 4);
    assert.deepEqual(conversation.turns(), [{ role: 'user', text: 'Again?' }]);
  });

  it('forgets a question that was stopped before the first word of its answer', () => {
    const conversation = new Conversation();
    conversation.stop(conversation.ask({ text: 'Why?' }));
    conversation.ask({ text: 'How?' });
    assert.deepEqual(conversation.turns(), [{ role: 'user', text: 'How?' }]);
  });

  it('stops the answer that streams when the next question is asked', () => {
    const conversation = new Conversation();
    conversation.ask({ text: 'Why?' });
    conversation.ask({ text: 'How?' });
    assert.equal(conversation.messages()[1]?.state, 'stopped');
  });

  it('ignores what arrives for an answer that is closed', () => {
    const conversation = new Conversation();
    const id = conversation.ask({ text: 'Why?' });
    const stopped = conversation.stop(id);
    assert.equal(conversation.append(id, 'late'), undefined);
    assert.equal(conversation.finish(id, 'late', ''), undefined);
    assert.equal(conversation.fail(id, 'late'), undefined);
    assert.equal(conversation.stop(id), undefined);
    assert.deepEqual(conversation.messages()[1], stopped);
  });

  it('takes a footnote for a stopped answer only', () => {
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
    assert.deepEqual(conversation.messages(), []);
    assert.deepEqual(conversation.turns(), []);
    assert.equal(conversation.append(before, 'late'), undefined);
    assert.notEqual(conversation.ask({ text: 'How?' }), before);
  });

  it('gives the engine a conversation by turns that ends with a question, whatever happened', () => {
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
        const roles = conversation.turns().map(({ role }) => role);
        const expected = roles.map((_, index) => (index % 2 === 0 ? 'user' : 'assistant'));
        assert.deepEqual(roles, expected);
        assert.equal(roles.length % 2, 1);
        const streaming = conversation.messages().filter(({ state }) => state === 'streaming');
        assert.equal(streaming.length, 1);
      }),
    );
  });
});
