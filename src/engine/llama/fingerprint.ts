import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** Bytes read from each end of a model file. */
const sampleBytes = 1 << 20;

/**
 * Computes an identifier of a model without reading gigabytes: a hash of the size, header and last
 * weights of a GGUF file. Saved states can't be used with any other model.
 *
 * @returns 64 hexadecimal digits.
 */
export async function computeFingerprint(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const hash = createHash('sha256').update(`${size}\n`);
    const sample = Buffer.alloc(Math.min(sampleBytes, size));
    for (const position of [0, size - sample.length]) {
      const { bytesRead } = await handle.read(sample, 0, sample.length, position);
      hash.update(sample.subarray(0, bytesRead));
    }
    return hash.digest('hex');
  } finally {
    await handle.close();
  }
}
