import { open, type FileHandle } from 'node:fs/promises';

/** Bytes before the tokens: magic number, version, number of tokens; 32 bits each. */
const headerBytes = 12;
const wordBytes = 4;

/**
 * Makes the saved state of a sequence readable for contexts of several sequences. llama.cpp saves
 * the cells of each stream of a cache in turn, and reads them only where there are as many streams;
 * a sequence has cells in one of them, so the counts of the others are 0 (`llama_kv_cache`,
 * `state_write`). The file is changed in place; a second call changes nothing.
 *
 * @param tokens number of saved tokens.
 * @param streams of the context that is to read it: one per sequence.
 * @throws Error when the file has another layout: a cache of two parts, as for models with
 *   sliding-window layers, or one that another version wrote. The file is then unchanged.
 */
export async function spreadOverStreams(
  file: string,
  tokens: number,
  streams: number,
): Promise<void> {
  const state = await open(file, 'r+');
  try {
    const { size } = await state.stat();
    const position = headerBytes + wordBytes * tokens;
    const foundStreams = await readWord(state, position);
    if (foundStreams !== 1 && foundStreams !== streams) throw createLayoutError();
    const end = await findStreamEnd(state, position + wordBytes, tokens);
    if (end + wordBytes * (foundStreams - 1) !== size) throw createLayoutError();
    if (foundStreams === streams) return;
    // The end is written first: a file with the new count and without it would be misread.
    await state.write(new Uint8Array(wordBytes * (streams - 1)), 0, undefined, size);
    const count = new DataView(new ArrayBuffer(wordBytes));
    count.setUint32(0, streams, true);
    await state.write(count, 0, wordBytes, position);
  } finally {
    await state.close();
  }
}

/**
 * Returns the position where the cells of a stream end. After their number come position, number of
 * sequences and the sequences of each, then keys and values layer by layer, each with its type and
 * its size.
 *
 * @param start position of the number of cells.
 */
async function findStreamEnd(state: FileHandle, start: number, tokens: number): Promise<number> {
  if ((await readWord(state, start)) !== tokens) throw createLayoutError();
  let position = await findCellsEnd(state, start + wordBytes, tokens);
  const isTransposed = (await readWord(state, position)) === 1;
  const layers = await readWord(state, position + wordBytes);
  position += 2 * wordBytes;
  for (let layer = 0; layer < layers; layer++)
    position = await findRowsEnd(state, position, tokens);
  for (let layer = 0; layer < layers; layer++) {
    position = isTransposed
      ? await findColumnsEnd(state, position, tokens)
      : await findRowsEnd(state, position, tokens);
  }
  return position;
}

/** Returns the end of the cells: position, number of sequences (32 bits each), the sequences. */
async function findCellsEnd(state: FileHandle, start: number, cells: number): Promise<number> {
  const table = new DataView(new ArrayBuffer(3 * wordBytes * cells));
  await state.read(table, 0, table.byteLength, start);
  let length = 0;
  for (let cell = 0; cell < cells; cell++) {
    const sequences = table.getUint32(length + wordBytes, true);
    if (sequences > 1) throw createLayoutError();
    length += wordBytes * (2 + sequences);
  }
  return start + length;
}

/** Returns the end of rows: type (32 bits), bytes of a cell (64 bits), the cells. */
async function findRowsEnd(state: FileHandle, start: number, cells: number): Promise<number> {
  const cellBytes = await readWord(state, start + wordBytes);
  if ((await readWord(state, start + 2 * wordBytes)) !== 0) throw createLayoutError();
  return start + 3 * wordBytes + cellBytes * cells;
}

/** Returns the end of columns: type, bytes of a number, numbers of a cell (32 bits each), the cells. */
async function findColumnsEnd(state: FileHandle, start: number, cells: number): Promise<number> {
  const bytes = await readWord(state, start + wordBytes);
  const numbers = await readWord(state, start + 2 * wordBytes);
  return start + 3 * wordBytes + bytes * numbers * cells;
}

async function readWord(state: FileHandle, position: number): Promise<number> {
  const word = new DataView(new ArrayBuffer(wordBytes));
  const { bytesRead } = await state.read(word, 0, wordBytes, position);
  if (bytesRead !== wordBytes) throw createLayoutError();
  return word.getUint32(0, true);
}

function createLayoutError(): Error {
  return new Error('The saved state is laid out otherwise than expected.');
}
