import assert from 'node:assert/strict';
import path from 'node:path';
import test, { after, before, describe } from 'node:test';
import type { EngineProcess } from '../../scripts/engine/engineProcess.ts';
import type { ChatTurn } from '../../src/completion/chatPrompt/chatTurn.ts';
import { renderExplainPrompt } from '../../src/completion/chatPrompt/explainPrompt.ts';
import type { ChatResult } from '../../src/engine/protocol.ts';
import { EditedDocument } from '../support/editedDocument.ts';
import { startEngine } from '../support/engineFixture.ts';
import { baseModel, infillModel } from '../support/models.ts';

const source = Array.from(
  { length: 24 },
  (_, index) => `function step${index}(state) {\n  state.count += ${index};\n  return state;\n}\n`,
).join('\n');
const cursor = source.indexOf('count += 18') + 'count'.length;
const code = source.slice(source.indexOf('function step16'), source.indexOf('function step17'));
const explain: ChatTurn = {
  role: 'user',
  text: renderExplainPrompt({ code, languageId: 'javascript', path: 'steps.js' }),
};

for (const model of [infillModel, baseModel]) {
  describe(path.basename(model), () => {
    let engine: EngineProcess;
    let document: EditedDocument;
    let alone: ChatResult;
    before(async () => {
      engine = await startEngine(model);
      alone = await ask([explain]);
      document = await EditedDocument.open(engine, source, '/workspace/steps.js');
      await document.completeWindow(cursor);
    });
    after(() => {
      engine.kill();
    });

    let count = 0;
    function ask(turns: readonly ChatTurn[], uri?: string): Promise<ChatResult> {
      return engine.request('tramontane/chat', {
        chatId: `chat-${++count}`,
        turns,
        maxTokens: 32,
        temperature: 0,
        ...(uri === undefined ? {} : { document: { uri } }),
      });
    }

    test('explaining code of the open file evaluates the question and not the file', async () => {
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

    // The rest is independent of the format of instructions.
    if (model !== infillModel) return;

    test('a question without room for the file is sent whole, without the file', async () => {
      const first = await ask([explain], document.uri);
      const long: readonly ChatTurn[] = [
        explain,
        { role: 'assistant', text: first.text },
        { role: 'user', text: source.repeat(2).slice(0, 2400) },
      ];
      const about = await ask(long, document.uri);
      const withoutFile = await ask(long);
      assert.equal(about.metrics.promptTokens, withoutFile.metrics.promptTokens);
      assert.equal(about.text, withoutFile.text);
    });

    test('a conversation about a file that is not cached is also answered', async () => {
      const { metrics } = await ask([explain], 'file:///workspace/unknown.js');
      assert.ok(metrics.decodeSteps > 0);
    });
  });
}
