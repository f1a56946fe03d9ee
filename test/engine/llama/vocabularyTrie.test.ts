import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { getLlama, type Llama, type LlamaModel, type Token as LlamaToken } from 'node-llama-cpp';
import { utf8Of } from '../../../src/completion/healing/utf8.ts';
import { LlamaVocabulary } from '../../../src/engine/llama/llamaVocabulary.ts';
import { baseModel, fillInModel } from '../../support/models.ts';
import { tokenType, writeRenamedToken } from '../../support/spoiledModels.ts';

let llama: Llama;
before(async () => {
  llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, maxThreads: 1 });
});
after(() => llama.dispose());

async function vocabularyOf(modelPath: string): Promise<[LlamaModel, LlamaVocabulary]> {
  const model = await llama.loadModel({ modelPath, vocabOnly: true });
  return [model, new LlamaVocabulary(model)];
}

const models = [
  ['v1', baseModel],
  ['v3', fillInModel],
] as const;

for (const [name, file] of models) {
  test(`the pieces of ${name} are what llama.cpp writes for their tokens`, async (context) => {
    const [model, vocabulary] = await vocabularyOf(file);
    context.after(() => model.dispose());
    const { trie } = vocabulary;
    assert.ok(trie);
    // After a token without a blank of its own the library keeps all blanks.
    const before = vocabulary.tokenizeContinuation('x') as LlamaToken[];
    let bytes = 0;
    for (const token of model.iterateAllTokens()) {
      const piece = trie.pieceOf(token);
      if (vocabulary.endsGeneration(token)) assert.equal(piece, '', String(token));
      else if (model.getTokenAttributes(token).byte) {
        assert.equal(piece, String.fromCharCode(bytes), String(token));
        bytes++;
      } else if (!model.getTokenAttributes(token).unknown) {
        assert.equal(piece, utf8Of(model.detokenize([token], false, before)), String(token));
      }
    }
    assert.equal(bytes, 256);
  });

  test(`the tokens of ${name} stand for the text that they were made of`, async (context) => {
    const [model, vocabulary] = await vocabularyOf(file);
    context.after(() => model.dispose());
    const text = 'if (a) {\n\t  return "é€😀 \u0007日本";\r\n}\n\n\n   // e\u0301\n';
    const tokens = vocabulary.tokenizeContinuation(text);
    assert.equal(vocabulary.trie?.textOf(tokens), utf8Of(text));
    assert.equal(vocabulary.trie.textOf(vocabulary.tokenize('a')), ' a');
  });
}

test('a mark that the file takes for text has no piece when llama.cpp takes it for a mark', async (context) => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tramontane-marks-'));
  context.after(() => rm(folder, { recursive: true }));
  const [original, { trie }] = await vocabularyOf(fillInModel);
  context.after(() => original.dispose());
  // User-defined as in Qwen's files, which llama.cpp corrects.
  const file = writeRenamedToken(fillInModel, path.join(folder, 'marks.gguf'), {
    from: '[control_100]',
    to: '<|endoftext|>',
    type: tokenType.userDefined,
  });
  const [model, vocabulary] = await vocabularyOf(file);
  context.after(() => model.dispose());
  const { tokens } = model.fileInfo.metadata.tokenizer.ggml;
  const token = tokens.indexOf('<|endoftext|>');
  assert.ok(token > 0 && vocabulary.endsGeneration(token));
  assert.equal(vocabulary.trie?.pieceOf(token), '');
  assert.ok(!vocabulary.tokenizeContinuation('a <|endoftext|>').includes(token));
  const others = [...tokens.keys()].filter((other) => other !== token);
  assert.ok(others.every((other) => vocabulary.trie?.pieceOf(other) === trie?.pieceOf(other)));
});
