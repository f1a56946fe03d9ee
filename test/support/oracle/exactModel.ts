import { readFileSync, writeFileSync } from 'node:fs';
import { readGgufFileInfo } from 'node-llama-cpp';
import type { MistralWeights } from './ggufWeights.ts';

/** GGUF's type of tensors of single-precision numbers. */
const f32 = 0;
/** Alignment of a tensor's data, in bytes. */
const alignment = 32;

/**
 * Writes a copy of a model with all weights in single precision. With rounded weights llama.cpp
 * rounds activations, too, which hides small differences between it and the oracle.
 */
export async function writeExactModel(
  source: string,
  weights: MistralWeights,
  file: string,
): Promise<void> {
  const info = await readGgufFileInfo(source, { sourceType: 'filesystem', logWarnings: false });
  const tensors = info.tensorInfo ?? [];
  const [first] = tensors;
  if (first === undefined) throw new Error('The model has no tensors.');
  const bytes = readFileSync(source);
  // Metadata stay unchanged; the list of tensors follows them.
  const metadata = bytes.subarray(0, bytes.indexOf(encodeName(first.name)));
  const heads: Buffer[] = [];
  const data: Buffer[] = [];
  let offset = 0;
  for (const { name, dimensions } of tensors) {
    const numbers = weights.tensor(name);
    const padded = Buffer.alloc(Math.ceil((numbers.length * 4) / alignment) * alignment);
    Buffer.from(numbers.buffer).copy(padded);
    heads.push(encodeName(name), ...encodeShape(dimensions.map(BigInt), offset));
    data.push(padded);
    offset += padded.length;
  }
  const header = Buffer.concat([metadata, ...heads]);
  const padding = Buffer.alloc((alignment - (header.length % alignment)) % alignment);
  writeFileSync(file, Buffer.concat([header, padding, ...data]));
}

/** Encodes a tensor's shape, type and the offset of its data after the header, as in GGUF. */
function encodeShape(dimensions: readonly bigint[], offset: number): Buffer[] {
  return [
    Buffer.from(Uint32Array.of(dimensions.length).buffer),
    Buffer.from(BigUint64Array.from(dimensions).buffer),
    Buffer.from(Uint32Array.of(f32).buffer),
    Buffer.from(BigUint64Array.of(BigInt(offset)).buffer),
  ];
}

/** Encodes a string as in GGUF: its length in bytes before it. */
function encodeName(name: string): Buffer {
  return Buffer.concat([
    Buffer.from(BigUint64Array.of(BigInt(Buffer.byteLength(name))).buffer),
    Buffer.from(name),
  ]);
}
