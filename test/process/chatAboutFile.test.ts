import assert from 'node:assert/strict';
import test from 'node:test';
import type { ChatTurn } from '../../src/completion/chatPrompt/chatTurn.ts';
import { renderExplainPrompt } from '../../src/completion/chatPrompt/explainPrompt.ts';
import type { ChatResult } from '../../src/engine/protocol.ts';
import { EditedDocument } from '../support/editedDocument.ts';
import { startEngine } from '../support/engineFixture.ts';
import { baseModel, infillModel } from '../support/models.ts';

const source = Array.from(
  { length: 40 },
  (_, index) => `function step${index}(state) {\n  state.count += ${index};\n  return state;\n}\n`,
).join('\n');
const cursor = source.indexOf('count += 30') + 'count'.length;
const code = source.slice(source.indexOf('function step28'), source.indexOf('function step29'));
const explain: ChatTurn = {
  role: 'user',
  text: renderExplainPrompt({ code, languageId: 'javascript', path: 'steps.js' }),
};

for (const model of [infillModel, baseModel]) {
  test(`explaining code of the open file evaluates the question and not the file: ${model.split('/').at(-1)}`, async (context) => {
    const engine = await startEngine(model);
    context.after(() => {
      engine.kill();
    });
    let count = 0;
    const ask = (turns: readonly ChatTurn[], uri?: string): Promise<ChatResult> =>
      engine.request('tramontane/chat', {
        chatId: `chat-${++count}`,
        turns,
        maxTokens: 32,
        temperature: 0,
        ...(uri === undefined ? {} : { document: { uri } }),
      });

    const alone = await ask([explain]);
    const document = await EditedDocument.open(engine, source, '/workspace/steps.js');
    await document.completeWindow(cursor);
    const before = await document.complete(cursor);
    const about = await ask([explain], document.uri);
    assert.ok(about.metrics.evaluatedTokens <= alone.metrics.promptTokens + 16);
    assert.ok(about.metrics.reusedTokens >= 200, String(about.metrics.reusedTokens));

    // The file's own cache is unchanged, and the conversation continues from its cache.
    const after = await document.complete(cursor);
    assert.equal(after.metrics.evaluatedTokens, 0);
    assert.deepEqual(after.kind === 'text' && after.text, before.kind === 'text' && before.text);
    const next = await ask(
      [explain, { role: 'assistant', text: about.text }, { role: 'user', text: 'Why?' }],
      document.uri,
    );
    assert.ok(next.metrics.evaluatedTokens < alone.metrics.promptTokens);
    assert.ok(next.metrics.reusedTokens >= about.metrics.promptTokens - 4);
  });
}

test('a conversation about a file that is not cached is also answered', async (context) => {
  const engine = await startEngine();
  context.after(() => {
    engine.kill();
  });
  const { metrics } = await engine.request('tramontane/chat', {
    chatId: 'chat',
    turns: [explain],
    maxTokens: 8,
    temperature: 0,
    document: { uri: 'file:///workspace/unknown.js' },
  });
  assert.ok(metrics.decodeSteps > 0);
});

test('a question without room for the file is sent whole, without the file', async (context) => {
  const engine = await startEngine();
  context.after(() => {
    engine.kill();
  });
  const document = await EditedDocument.open(engine, source, '/workspace/steps.js');
  await document.completeWindow(cursor);
  const ask = (turns: readonly ChatTurn[], uri?: string): Promise<ChatResult> =>
    engine.request('tramontane/chat', {
      chatId: 'chat',
      turns,
      maxTokens: 32,
      temperature: 0,
      ...(uri === undefined ? {} : { document: { uri } }),
    });
  const first = await ask([explain], document.uri);
  const long: readonly ChatTurn[] = [
    explain,
    { role: 'assistant', text: first.text },
    { role: 'user', text: source.slice(0, 2400) },
  ];
  const about = await ask(long, document.uri);
  const alone = await ask(long);
  assert.equal(about.metrics.promptTokens, alone.metrics.promptTokens);
  assert.equal(about.text, alone.text);
});
