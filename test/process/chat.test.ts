import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { CancellationTokenSource, type CancellationToken } from 'vscode-languageserver/node';
import type { EngineProcess } from '../../scripts/engine/engineProcess.ts';
import type { ChatTurn } from '../../src/completion/chatPrompt/chatTurn.ts';
import type { ChatResult } from '../../src/engine/protocol.ts';
import { completeMarkedText, loadModel, startEngine } from '../support/engineFixture.ts';
import { baseModel, infillModel } from '../support/models.ts';

let engine: EngineProcess;
before(async () => {
  engine = await startEngine();
});
after(() => engine.stop());

let count = 0;

function ask(
  turns: readonly ChatTurn[],
  options: {
    maxTokens?: number;
    temperature?: number;
    token?: CancellationToken;
    onText?: (text: string) => void;
  } = {},
): Promise<ChatResult> {
  const chatId = `chat-${++count}`;
  const listener = engine.onNotification('tramontane/chatChunk', (chunk) => {
    if (chunk.chatId === chatId) options.onText?.(chunk.text);
  });
  const { maxTokens = 48, temperature = 0, token } = options;
  return engine
    .request('tramontane/chat', { chatId, turns, maxTokens, temperature }, token)
    .finally(() => {
      listener.dispose();
    });
}

/** Conversation that ends with incomplete code, which a model of any kind continues. */
const question: readonly ChatTurn[] = [
  { role: 'user', text: 'Write a function that adds.' },
  { role: 'assistant', text: '```js\nfunction add(a, b) {\n' },
];

test('an answer streams, and its pieces add up to the answer', async () => {
  const pieces: string[] = [];
  const result = await ask(question, { onText: (text) => pieces.push(text) });
  assert.ok(pieces.length > 1);
  assert.equal(pieces.join('').slice(0, result.text.length), result.text);
  assert.equal(
    result.metrics.promptTokens,
    result.metrics.reusedTokens + result.metrics.evaluatedTokens,
  );
});

test('a follow-up question reuses everything before the answer', async () => {
  const first = await ask(question);
  const [requestedTurn, begun] = question;
  assert.ok(requestedTurn && begun);
  const second = await ask([
    requestedTurn,
    { role: 'assistant', text: begun.text + first.text },
    { role: 'user', text: 'And subtract?' },
  ]);
  assert.ok(second.metrics.reusedTokens >= first.metrics.promptTokens - 2);
});

test('a question without a given beginning gets an answer of some words', async () => {
  const result = await ask([{ role: 'user', text: '' }]);
  assert.notEqual(result.text.trim(), '');
});

test('a stopped answer keeps its text', async () => {
  const source = new CancellationTokenSource();
  const result = await ask(question, {
    maxTokens: 2000,
    temperature: 1,
    token: source.token,
    onText: () => {
      source.cancel();
    },
  });
  assert.equal(result.stopReason, 'cancelled');
  assert.notEqual(result.text, '');
});

test('a completion is answered while a chat answer runs', async () => {
  let chatIsOver = false;
  let firstText: () => void = () => undefined;
  const streaming = new Promise<void>((resolve) => {
    firstText = resolve;
  });
  const source = new CancellationTokenSource();
  const chat = ask(question, {
    maxTokens: 900,
    temperature: 1.5,
    token: source.token,
    onText: () => {
      firstText();
    },
  }).then((result) => {
    chatIsOver = true;
    return result;
  });
  await streaming;
  const completion = await completeMarkedText(engine, 'export const value = ║');
  assert.equal(chatIsOver, false);
  assert.ok(completion.metrics.decodeSteps > 0);
  source.cancel();
  assert.equal((await chat).stopReason, 'cancelled');
});

test('completions and the chat do not affect each other', async () => {
  const markedText = 'const first = 1;\nconst second = ║';
  await completeMarkedText(engine, markedText);
  await ask(question);
  const completion = await completeMarkedText(engine, markedText);
  assert.equal(completion.metrics.evaluatedTokens, 0);
  const chat = await ask(question);
  assert.equal(chat.metrics.evaluatedTokens, 1);
});

test('a conversation longer than the window loses its oldest turns', async () => {
  const turns = Array.from({ length: 21 }, (_, index): ChatTurn => ({
    role: index % 2 === 0 ? 'user' : 'assistant',
    text: `Turn ${index}: ${'some words to fill the window '.repeat(12)}`,
  }));
  const result = await ask(turns);
  assert.ok(result.droppedTurns > 0);
  assert.ok(result.metrics.promptTokens < 1024);
});

test('a question longer than the window is also answered', async () => {
  const result = await ask([{ role: 'user', text: 'x = compute(y, z);\n'.repeat(2000) }]);
  assert.ok(result.metrics.promptTokens < 1024);
  assert.ok(result.metrics.decodeSteps > 0);
});

test('both instruction formats are answered', async () => {
  for (const model of [baseModel, infillModel]) {
    await loadModel(engine, model);
    assert.ok((await ask(question)).metrics.decodeSteps > 0);
  }
});
