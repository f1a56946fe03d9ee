import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { getLlama, type Llama, type LlamaModel, type Token as LlamaToken } from 'node-llama-cpp';
import { encodeUtf8 } from '../../../src/completion/healing/utf8.ts';
import { LlamaVocabulary } from '../../../src/engine/llama/llamaVocabulary.ts';
import { baseModel, infillModel } from '../../support/models.ts';
import { tokenType, writeRenamedToken } from '../../support/spoiledModels.ts';

let llama: Llama;
before(async () => {
  llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, maxThreads: 1 });
});
after(() => llama.dispose());

async function loadVocabulary(modelPath: string): Promise<[LlamaModel, LlamaVocabulary]> {
  const model = await llama.loadModel({ modelPath, vocabOnly: true });
  return [model, new LlamaVocabulary(model)];
}

const models = [
  ['v1', baseModel],
  ['v3', infillModel],
] as const;

for (const [name, file] of models) {
  test(`the pieces of ${name} are the text that llama.cpp returns for their tokens`, async (context) => {
    const [model, vocabulary] = await loadVocabulary(file);
    context.after(() => model.dispose());
    const { trie } = vocabulary;
    assert.ok(trie);
    // After a token without a blank of its own the library keeps all blanks.
    const before = vocabulary.tokenizeContinuation('x') as LlamaToken[];
    let bytes = 0;
    for (const token of model.iterateAllTokens()) {
      const piece = trie.getPiece(token);
      if (vocabulary.isEndOfGeneration(token)) assert.equal(piece, '', String(token));
      else if (model.getTokenAttributes(token).byte) {
        assert.equal(piece, String.fromCharCode(bytes), String(token));
        bytes++;
      } else if (!model.getTokenAttributes(token).unknown) {
        assert.equal(piece, encodeUtf8(model.detokenize([token], false, before)), String(token));
      }
    }
    assert.equal(bytes, 256);
  });

  test(`the tokens of ${name} spell the text that they were made of`, async (context) => {
    const [model, vocabulary] = await loadVocabulary(file);
    context.after(() => model.dispose());
    const text = 'if (a) {\n\t  return "é€😀 \u0007日本";\r\n}\n\n\n   // e\u0301\n';
    const tokens = vocabulary.tokenizeContinuation(text);
    assert.equal(vocabulary.trie?.joinPieces(tokens), encodeUtf8(text));
    assert.equal(vocabulary.trie.joinPieces(vocabulary.tokenize('a')), ' a');
  });
}

test('a token that the file marks as text has no piece if llama.cpp treats it as a control token', async (context) => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'tramontane-marks-'));
  context.after(() => rm(folder, { recursive: true }));
  const [original, { trie }] = await loadVocabulary(infillModel);
  context.after(() => original.dispose());
  // User-defined as in Qwen's files, which llama.cpp corrects.
  const file = writeRenamedToken(infillModel, path.join(folder, 'marks.gguf'), {
    from: '[control_100]',
    to: '<|endoftext|>',
    type: tokenType.userDefined,
  });
  const [model, vocabulary] = await loadVocabulary(file);
  context.after(() => model.dispose());
  const { tokens } = model.fileInfo.metadata.tokenizer.ggml;
  const token = tokens.indexOf('<|endoftext|>');
  assert.ok(token > 0 && vocabulary.isEndOfGeneration(token));
  assert.equal(vocabulary.trie?.getPiece(token), '');
  assert.ok(!vocabulary.tokenizeContinuation('a <|endoftext|>').includes(token));
  const others = [...tokens.keys()].filter((other) => other !== token);
  assert.ok(others.every((other) => vocabulary.trie?.getPiece(other) === trie?.getPiece(other)));
});
