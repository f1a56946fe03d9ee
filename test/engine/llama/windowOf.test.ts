import assert from 'node:assert/strict';
import test from 'node:test';
import type { GgufFileInfo } from 'node-llama-cpp';
import { cellBytesOf } from '../../../src/engine/llama/cellBytes.ts';
import { windowOf } from '../../../src/engine/llama/windowOf.ts';

/** Returns the header of Mistral 7B v0.1 as in older files, with differences. */
function headerOf(
  shape: Readonly<Record<string, unknown>> = {},
  attention: Readonly<Record<string, unknown>> = {},
  vocabulary = 32000,
): GgufFileInfo {
  return {
    metadata: {
      general: { architecture: 'llama' },
      tokenizer: { ggml: { tokens: Array.from({ length: vocabulary }, () => '') } },
    },
    architectureMetadata: {
      context_length: 32768,
      block_count: 32,
      embedding_length: 4096,
      feed_forward_length: 14336,
      rope: { freq_base: 10000 },
      attention: { head_count: 32, head_count_kv: 8, ...attention },
      ...shape,
    },
  } as unknown as GgufFileInfo;
}

test('Mistral 7B v0.1 has a window of 4096, also where its file does not say so', () => {
  assert.equal(windowOf(headerOf(), 0), 4096);
});

test('v0.2 and v0.3 have none: the usual window', () => {
  const second = headerOf({ rope: { freq_base: 1e6 } });
  assert.equal(windowOf(second, 0), 4096);
  const third = headerOf({ rope: { freq_base: 1e6 } }, {}, 32768);
  assert.equal(windowOf(third, 0), 4096);
});

test('a window that the file declares is taken', () => {
  assert.equal(windowOf(headerOf({ block_count: 6 }, { sliding_window: 512 }), 0), 512);
});

test('the setting goes before the model, but not beyond its context', () => {
  assert.equal(windowOf(headerOf(), 1024), 1024);
  assert.equal(windowOf(headerOf({ context_length: 2048 }), 8192), 2048);
});

test('a token of Mistral 7B takes 128 KiB of cache', () => {
  assert.equal(cellBytesOf(headerOf()), 131_072);
});

test('heads of their own size and counts by block are counted as they are', () => {
  const header = headerOf(
    { block_count: 2 },
    { head_count_kv: [4, 8], key_length: 64, value_length: 32 },
  );
  assert.equal(cellBytesOf(header), (4 + 8) * (64 + 32) * 2);
});
