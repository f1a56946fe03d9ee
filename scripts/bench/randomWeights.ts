import { tensorTypes, type GgufTensor } from './ggufFile.ts';

/** Q8_0: blocks of a half-precision scale and 32 signed bytes. */
const block = { numbers: 32, bytes: 34 } as const;

/** Standard deviation of bytes from -127 to 127 that are all equally likely. */
const byteDeviation = 74;

/** Number of blocks that are made at a time. */
const pieceBlocks = 1 << 15;

/** Properties of a random matrix. */
export interface MatrixOptions {
  readonly seed: number;
  /** Standard deviation of the numbers, whose mean is 0. */
  readonly deviation: number;
  /** Returns whether a row consists of zeros. */
  readonly isEmptyRow?: (row: number) => boolean;
}

/**
 * Makes a matrix of random numbers in Q8_0, the same for the same seed.
 *
 * @param dimensions length of a row (a multiple of 32) and number of rows.
 */
export function createRandomMatrix(
  name: string,
  dimensions: readonly [number, number],
  options: MatrixOptions,
): GgufTensor {
  const [width, rows] = dimensions;
  if (width % block.numbers !== 0) throw new RangeError(`${name} has rows of ${width} numbers.`);
  const rowBlocks = width / block.numbers;
  return {
    name,
    dimensions,
    type: tensorTypes.q8,
    bytes: rowBlocks * rows * block.bytes,
    data: () => generateBlocks(rowBlocks, rows, options),
  };
}

/** Makes a row of ones in F32: the weight of a norm that changes nothing. */
export function createOnes(name: string, width: number): GgufTensor {
  const data = new Uint8Array(new Float32Array(width).fill(1).buffer);
  return {
    name,
    dimensions: [width],
    type: tensorTypes.f32,
    bytes: data.length,
    data: () => [data],
  };
}

function* generateBlocks(
  rowBlocks: number,
  rows: number,
  { seed, deviation, isEmptyRow }: MatrixOptions,
): Generator<Uint8Array> {
  const scale = toHalfFloatBits(deviation / byteDeviation);
  const next = createXorshift(seed);
  const pieceRows = Math.max(1, Math.floor(pieceBlocks / rowBlocks));
  for (let row = 0; row < rows; row += pieceRows) {
    const count = Math.min(pieceRows, rows - row);
    // A Buffer may begin at any offset of shared memory, but a Uint32Array must be aligned.
    const words = new Uint32Array(Math.ceil((count * rowBlocks * block.bytes) / 4));
    for (let index = 0; index < words.length; index++) words[index] = next();
    const bytes = new Int8Array(words.buffer, 0, count * rowBlocks * block.bytes);
    writeScales(bytes, scale);
    for (let index = 0; index < count; index++) {
      if (isEmptyRow?.(row + index) !== true) continue;
      bytes.fill(0, index * rowBlocks * block.bytes, (index + 1) * rowBlocks * block.bytes);
    }
    yield new Uint8Array(bytes.buffer, 0, bytes.length);
  }
}

function writeScales(bytes: Int8Array, scale: number): void {
  for (let start = 0; start < bytes.length; start += block.bytes) {
    bytes[start] = scale & 0xff;
    bytes[start + 1] = scale >> 8;
    for (let index = start + 2; index < start + block.bytes; index++) {
      // -128 has no positive counterpart, so the mean would not be 0.
      if (bytes[index] === -128) bytes[index] = 0;
    }
  }
}

/** Makes Marsaglia's generator of 32-bit words. It is fast, and the same on every machine. */
function createXorshift(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1) || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state;
  };
}

/** Returns a positive number as IEEE 754 binary16; denormal ones are not supported. */
export function toHalfFloatBits(value: number): number {
  const exponent = Math.floor(Math.log2(value));
  if (exponent < -14 || exponent > 15) throw new RangeError(`${value} is no usual binary16.`);
  // A fraction that rounds up to 1024 carries into the exponent, which is correct.
  return ((exponent + 15) << 10) + Math.round((value / 2 ** exponent - 1) * 1024);
}
