import { open, readFile } from 'node:fs/promises';

/**
 * GGUF version 3, as far as the bench's own models need it: a header of keys with values, a table of
 * tensors, and their data. All numbers are little-endian.
 */

/** Key of a header with its value as in the file, which starts with the value's type. */
export interface GgufEntry {
  readonly key: string;
  readonly value: Buffer;
}

/** Tensor to write. */
export interface GgufTensor {
  readonly name: string;
  /** The length of a row first. */
  readonly dimensions: readonly number[];
  /** ggml's number of the data's type. */
  readonly type: number;
  readonly bytes: number;
  /** Returns the data in pieces of any size. Called when it is written: a model may exceed memory. */
  readonly data: () => Iterable<Uint8Array>;
}

/** ggml's numbers of the tensor types used here. */
export const tensorTypes = { f32: 0, q8: 8 } as const;

/** Types of values. */
const types = { uint32: 4, float32: 6, bool: 7, string: 8, array: 9 } as const;
/** Bytes of the values that have a fixed size, by type. */
const fixedSizes: Readonly<Record<number, number>> = {
  0: 1,
  1: 1,
  2: 2,
  3: 2,
  [types.uint32]: 4,
  5: 4,
  [types.float32]: 4,
  [types.bool]: 1,
  10: 8,
  11: 8,
  12: 8,
};

/** Alignment of a tensor's data, in bytes. */
const alignment = 32;
const version = 3;
const magic = 'GGUF';

export function createUint32Entry(key: string, value: number): GgufEntry {
  return { key, value: Buffer.concat([encodeUint32(types.uint32), encodeUint32(value)]) };
}

export function createFloat32Entry(key: string, value: number): GgufEntry {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return { key, value: Buffer.concat([encodeUint32(types.float32), bytes]) };
}

export function createStringEntry(key: string, value: string): GgufEntry {
  return { key, value: Buffer.concat([encodeUint32(types.string), encodeString(value)]) };
}

/** Returns the numbers of an entry that holds an array of 32-bit integers. */
export function readIntegers({ key, value }: GgufEntry): number[] {
  const isIntegers =
    value.readUInt32LE(0) === types.array && [4, 5].includes(value.readUInt32LE(4));
  if (!isIntegers) throw new Error(`${key} is not an array of integers.`);
  const count = Number(value.readBigUInt64LE(8));
  return Array.from({ length: count }, (_, index) => value.readInt32LE(16 + index * 4));
}

/**
 * Reads the keys and values of a GGUF file.
 *
 * @throws Error when it isn't a GGUF file.
 */
export async function readEntries(file: string): Promise<GgufEntry[]> {
  const bytes = await readFile(file);
  if (bytes.toString('latin1', 0, 4) !== magic) throw new Error(`${file} is not a GGUF file.`);
  const count = Number(bytes.readBigUInt64LE(16));
  const entries: GgufEntry[] = [];
  let at = 24;
  for (let index = 0; index < count; index++) {
    const keyEnd = at + 8 + Number(bytes.readBigUInt64LE(at));
    const end = findValueEnd(bytes, keyEnd + 4, bytes.readUInt32LE(keyEnd));
    entries.push({
      key: bytes.toString('utf8', at + 8, keyEnd),
      value: bytes.subarray(keyEnd, end),
    });
    at = end;
  }
  return entries;
}

/** Returns the end of the value at an offset, which starts after the value's type. */
function findValueEnd(bytes: Buffer, at: number, type: number): number {
  const size = fixedSizes[type];
  if (size !== undefined) return at + size;
  if (type === types.string) return at + 8 + Number(bytes.readBigUInt64LE(at));
  if (type !== types.array) throw new Error(`Values of type ${type} aren't known here.`);
  const elementType = bytes.readUInt32LE(at);
  const count = Number(bytes.readBigUInt64LE(at + 4));
  const elementSize = fixedSizes[elementType];
  if (elementSize !== undefined) return at + 12 + count * elementSize;
  let end = at + 12;
  for (let index = 0; index < count; index++) end = findValueEnd(bytes, end, elementType);
  return end;
}

/** Writes a GGUF file, and replaces an existing one. */
export async function writeGguf(
  file: string,
  entries: readonly GgufEntry[],
  tensors: readonly GgufTensor[],
): Promise<void> {
  const handle = await open(file, 'w');
  try {
    const header = encodeHeader(entries, tensors);
    await handle.writeFile(header);
    await handle.writeFile(createPadding(header.length));
    for (const tensor of tensors) {
      for (const piece of tensor.data()) await handle.writeFile(piece);
      await handle.writeFile(createPadding(tensor.bytes));
    }
  } finally {
    await handle.close();
  }
}

function encodeHeader(entries: readonly GgufEntry[], tensors: readonly GgufTensor[]): Buffer {
  const pieces = [
    Buffer.from(magic, 'latin1'),
    encodeUint32(version),
    encodeUint64(tensors.length),
    encodeUint64(entries.length),
    ...entries.flatMap(({ key, value }) => [encodeString(key), value]),
  ];
  let offset = 0;
  for (const { name, dimensions, type, bytes } of tensors) {
    pieces.push(
      encodeString(name),
      encodeUint32(dimensions.length),
      ...dimensions.map(encodeUint64),
    );
    pieces.push(encodeUint32(type), encodeUint64(offset));
    offset += bytes + createPadding(bytes).length;
  }
  return Buffer.concat(pieces);
}

function createPadding(length: number): Buffer {
  return Buffer.alloc((alignment - (length % alignment)) % alignment);
}

function encodeString(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([encodeUint64(bytes.length), bytes]);
}

function encodeUint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function encodeUint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
