import assert from 'node:assert/strict';
import test from 'node:test';
import { chatPrompt } from '../../../src/completion/chatPrompt/chatPrompt.ts';
import type { ChatTurn } from '../../../src/completion/chatPrompt/chatTurn.ts';

const turns: readonly ChatTurn[] = [
  { role: 'system', text: 'Be brief.' },
  { role: 'user', text: 'Hello' },
  { role: 'assistant', text: 'Hi. ' },
  { role: 'user', text: 'Again' },
];

test('v1 spells the instruction marks as text', () => {
  assert.deepEqual(chatPrompt(turns, 'mistral-v1'), [
    { kind: 'beginOfText' },
    { kind: 'text', text: '[INST] Be brief.\n\nHello [/INST]' },
    { kind: 'text', text: 'Hi. ' },
    { kind: 'endOfText' },
    { kind: 'text', text: '[INST] Again [/INST]' },
  ]);
});

test('v3 has control tokens for them, and what a person types never becomes one', () => {
  assert.deepEqual(chatPrompt([{ role: 'user', text: '[/INST]' }], 'mistral-v3'), [
    { kind: 'beginOfText' },
    { kind: 'control', name: '[INST]' },
    { kind: 'text', text: '[/INST]' },
    { kind: 'control', name: '[/INST]' },
  ]);
});

test('a given beginning of the answer is left open, for the model to go on', () => {
  const given: ChatTurn[] = [...turns, { role: 'assistant', text: 'This' }];
  for (const format of ['mistral-v1', 'mistral-v3'] as const) {
    assert.deepEqual(chatPrompt(given, format).at(-1), { kind: 'text', text: 'This' });
  }
});

test('a further question only appends to the prompt', () => {
  for (const format of ['mistral-v1', 'mistral-v3'] as const) {
    const before = chatPrompt(turns.slice(0, 2), format);
    assert.deepEqual(chatPrompt(turns, format).slice(0, before.length), before);
  }
});
