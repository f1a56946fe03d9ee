import type { GgufFileInfo } from 'node-llama-cpp';

/** Bytes of one number in the cache: keys and values are stored as F16. */
const bytesPerNumber = 2;

/**
 * Returns the bytes that the keys and values of one token take in the cache, from the model's
 * header: key/value heads times head size, for keys and values, over all blocks.
 */
export function computeKvBytesPerToken(header: GgufFileInfo): number {
  const shape = header.architectureMetadata;
  const { block_count: blocks, embedding_length: width, attention } = shape as AttentionShape;
  const heads = attention.head_count;
  const headSize = width / (typeof heads === 'number' ? heads : (heads[0] ?? 1));
  const keySize = attention.key_length ?? headSize;
  const valueSize = attention.value_length ?? headSize;
  const keyValueHeads = attention.head_count_kv ?? heads;
  const totalHeads =
    typeof keyValueHeads === 'number'
      ? keyValueHeads * blocks
      : keyValueHeads.reduce((sum, count) => sum + count, 0);
  return totalHeads * (keySize + valueSize) * bytesPerNumber;
}

/** Header fields of a model with attention; `ggufCheck.ts` has validated them. */
interface AttentionShape {
  readonly block_count: number;
  readonly embedding_length: number;
  readonly attention: {
    readonly head_count: number | readonly number[];
    readonly head_count_kv?: number | readonly number[];
    readonly key_length?: number;
    readonly value_length?: number;
  };
}
