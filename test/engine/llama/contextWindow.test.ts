import assert from 'node:assert/strict';
import test from 'node:test';
import type { GgufFileInfo } from 'node-llama-cpp';
import { computeKvBytesPerToken } from '../../../src/engine/llama/kvBytesPerToken.ts';
import { chooseContextWindow } from '../../../src/engine/llama/contextWindow.ts';

/** Returns the header of Mistral 7B v0.1 as in older files, with differences. */
function createHeader(
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

test('Mistral 7B v0.1 has a window of 4096, even if its file does not declare it', () => {
  assert.equal(chooseContextWindow(createHeader(), 0), 4096);
});

test('v0.2 and v0.3 have none and get the default window', () => {
  const second = createHeader({ rope: { freq_base: 1e6 } });
  assert.equal(chooseContextWindow(second, 0), 4096);
  const third = createHeader({ rope: { freq_base: 1e6 } }, {}, 32768);
  assert.equal(chooseContextWindow(third, 0), 4096);
});

test('a window that the file declares is used', () => {
  assert.equal(
    chooseContextWindow(createHeader({ block_count: 6 }, { sliding_window: 512 }), 0),
    512,
  );
});

test('the setting takes precedence over the model, within the context of the model', () => {
  assert.equal(chooseContextWindow(createHeader(), 1024), 1024);
  assert.equal(chooseContextWindow(createHeader({ context_length: 2048 }), 8192), 2048);
});

test('a token of Mistral 7B takes 128 KiB of cache', () => {
  assert.equal(computeKvBytesPerToken(createHeader()), 131_072);
});

test('separate head sizes and head counts per block are taken into account', () => {
  const header = createHeader(
    { block_count: 2 },
    { head_count_kv: [4, 8], key_length: 64, value_length: 32 },
  );
  assert.equal(computeKvBytesPerToken(header), (4 + 8) * (64 + 32) * 2);
});
