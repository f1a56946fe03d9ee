import { readFileSync } from 'node:fs';
import { readGgufFileInfo } from 'node-llama-cpp';

/** A small model's weights as plain numbers, and its shape. */
export interface MistralWeights {
  readonly blocks: number;
  readonly width: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly normEpsilon: number;
  readonly ropeBase: number;
  /** Returns a tensor's rows, one after the other. */
  readonly tensor: (name: string) => Float32Array;
}

/** Reads a GGUF file of the `llama` architecture whose tensors are F32 or Q8_0. */
export async function readMistralWeights(file: string): Promise<MistralWeights> {
  const info = await readGgufFileInfo(file, { sourceType: 'filesystem', logWarnings: false });
  const shape = info.architectureMetadata as Record<string, unknown>;
  const attention = shape['attention'] as Record<string, unknown>;
  const rope = shape['rope'] as Record<string, unknown> | undefined;
  const bytes = readFileSync(file);
  const tensors = new Map(
    (info.tensorInfo ?? []).map((tensor) => [
      tensor.name,
      readNumbers(
        bytes,
        tensor.ggmlType,
        Number(tensor.fileOffset),
        computeSize(tensor.dimensions),
      ),
    ]),
  );
  return {
    blocks: Number(shape['block_count']),
    width: Number(shape['embedding_length']),
    heads: Number(attention['head_count']),
    keyValueHeads: Number(attention['head_count_kv']),
    normEpsilon: Number(attention['layer_norm_rms_epsilon']),
    ropeBase: Number(rope?.['freq_base'] ?? 10_000),
    tensor: (name) => {
      const found = tensors.get(name);
      if (found === undefined) throw new Error(`The model has no tensor ${name}.`);
      return found;
    },
  };
}

function computeSize(dimensions: readonly (number | bigint)[]): number {
  return dimensions.reduce<number>((product, size) => product * Number(size), 1);
}

function readNumbers(bytes: Buffer, type: number, offset: number, count: number): Float32Array {
  const f32 = 0;
  const q8 = 8;
  if (type !== f32 && type !== q8) throw new Error(`Tensors of type ${type} aren't known here.`);
  const numbers = new Float32Array(count);
  for (let index = 0; index < count; index++) {
    numbers[index] =
      type === f32 ? bytes.readFloatLE(offset + index * 4) : readQ8Number(bytes, offset, index);
  }
  return numbers;
}

/** Reads a number in Q8_0: blocks of a half-precision scale and 32 signed bytes. */
function readQ8Number(bytes: Buffer, offset: number, index: number): number {
  const block = offset + Math.floor(index / 32) * 34;
  return decodeHalfFloat(bytes.readUInt16LE(block)) * bytes.readInt8(block + 2 + (index % 32));
}

/** Converts a number from IEEE 754 binary16. */
function decodeHalfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
