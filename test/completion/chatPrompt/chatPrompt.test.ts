import assert from 'node:assert/strict';
import test from 'node:test';
import { renderChatPrompt } from '../../../src/completion/chatPrompt/chatPrompt.ts';
import type { ChatTurn } from '../../../src/completion/chatPrompt/chatTurn.ts';
import { mistralV1, mistralV3 } from '../../support/controlTokens.ts';

const turns: readonly ChatTurn[] = [
  { role: 'system', text: 'Be brief.' },
  { role: 'user', text: 'Hello' },
  { role: 'assistant', text: 'Hi. ' },
  { role: 'user', text: 'Again' },
];

test('v1 spells instruction tokens as text', () => {
  assert.deepEqual(renderChatPrompt(turns, mistralV1), [
    { kind: 'beginOfText' },
    { kind: 'text', text: '[INST] Be brief.\n\nHello [/INST]' },
    { kind: 'text', text: 'Hi. ' },
    { kind: 'endOfText' },
    { kind: 'text', text: '[INST] Again [/INST]' },
  ]);
});

test('v3 uses control tokens for them, and user text never becomes one', () => {
  assert.deepEqual(renderChatPrompt([{ role: 'user', text: '[/INST]' }], mistralV3), [
    { kind: 'beginOfText' },
    { kind: 'control', name: '[INST]' },
    { kind: 'text', text: '[/INST]' },
    { kind: 'control', name: '[/INST]' },
  ]);
});

test('the given beginning of an answer is left open for the model to continue', () => {
  const turnsWithAnswer: ChatTurn[] = [...turns, { role: 'assistant', text: 'This' }];
  for (const format of [mistralV1, mistralV3]) {
    assert.deepEqual(renderChatPrompt(turnsWithAnswer, format).at(-1), {
      kind: 'text',
      text: 'This',
    });
  }
});

test('a follow-up question only appends to the prompt', () => {
  for (const format of [mistralV1, mistralV3]) {
    const before = renderChatPrompt(turns.slice(0, 2), format);
    assert.deepEqual(renderChatPrompt(turns, format).slice(0, before.length), before);
  }
});
