import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  bundledModel,
  downloadableModels,
  createDownloadUrl,
  resolveModelEndpoint,
} from '../../../src/extension/models/catalogue.ts';

void test('the small model is the file that is bundled with the extension', () => {
  const file = new URL(`../../../media/models/${bundledModel.file}`, import.meta.url);
  assert.equal(readFileSync(file).toString('latin1', 0, 4), 'GGUF');
});

void test('the models have unique ids and files, and complete hashes', () => {
  const all = [bundledModel, ...downloadableModels];
  assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
  assert.equal(new Set(all.map(({ file }) => file.toLowerCase())).size, all.length);
  for (const { file } of all) assert.match(file, /^[\w.-]+\.gguf$/i);
  for (const model of downloadableModels) {
    assert.match(model.sha256, /^[0-9a-f]{64}$/);
    assert.ok(model.memoryBytes > model.bytes);
  }
});

void test('a model is requested at its revision', () => {
  assert.deepEqual(
    downloadableModels.map((model) => createDownloadUrl(model, 'https://huggingface.co')),
    [
      'https://huggingface.co/bartowski/Mistral-7B-Instruct-v0.3-GGUF/resolve/61fd4167fff3ab01ee1cfe0da183fa27a944db48/Mistral-7B-Instruct-v0.3-Q4_K_M.gguf',
      'https://huggingface.co/TheBloke/Mistral-7B-v0.1-GGUF/resolve/main/mistral-7b-v0.1.Q4_K_M.gguf',
    ],
  );
});

void test('a revision with a slash stays one segment of the URL', () => {
  const model = { repository: 'owner/name', revision: 'refs/pr/1', file: 'a b.gguf' };
  assert.equal(
    createDownloadUrl(model, 'https://hub.example'),
    'https://hub.example/owner/name/resolve/refs%2Fpr%2F1/a%20b.gguf',
  );
});

for (const [environment, endpoint] of [
  [{}, 'https://huggingface.co'],
  [{ HF_ENDPOINT: ' ' }, 'https://huggingface.co'],
  [{ HF_ENDPOINT: 'https://mirror.example/' }, 'https://mirror.example'],
  [{ MODEL_ENDPOINT: 'https://models.example/hf//' }, 'https://models.example/hf'],
  [{ HF_ENDPOINT: 'https://a.example', MODEL_ENDPOINT: 'https://b.example' }, 'https://a.example'],
  [{ HF_ENDPOINT: '', MODEL_ENDPOINT: 'https://b.example' }, 'https://b.example'],
] as const) {
  void test(`the hub for ${JSON.stringify(environment)} is ${endpoint}`, () => {
    assert.equal(resolveModelEndpoint(environment), endpoint);
  });
}
