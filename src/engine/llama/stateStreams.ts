import { open } from 'node:fs/promises';

/** In front of the tokens: magic number, version, number of tokens; 32 bits each. */
const headerBytes = 12;
const wordBytes = 4;

/**
 * Makes the saved state of a sequence readable for contexts of several sequences. llama.cpp saves
 * the cells of each stream of a cache in turn, and reads them only where there are as many streams;
 * a sequence has cells in one of them, so the others' counts are nought (`llama_kv_cache`,
 * `state_write`). The file is changed in place; once it is, doing it again changes nothing.
 *
 * @param tokens how many are saved.
 * @param streams of the context that is to read it: one a sequence.
 * @throws Error when the file isn't laid out as expected.
 */
export async function spreadOverStreams(
  file: string,
  tokens: number,
  streams: number,
): Promise<void> {
  const state = await open(file, 'r+');
  try {
    const position = headerBytes + wordBytes * tokens;
    const count = new DataView(new ArrayBuffer(wordBytes));
    await state.read(count, 0, wordBytes, position);
    const found = count.getUint32(0, true);
    if (found === streams) return;
    if (found !== 1) throw new Error('The saved state is laid out otherwise than expected.');
    count.setUint32(0, streams, true);
    await state.write(count, 0, wordBytes, position);
    const { size } = await state.stat();
    await state.write(new Uint8Array(wordBytes * (streams - 1)), 0, undefined, size);
  } finally {
    await state.close();
  }
}
