import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import {
  createFloat32Entry,
  readIntegers,
  readEntries,
  createStringEntry,
  createUint32Entry,
  writeGguf,
  type GgufEntry,
  type GgufTensor,
} from './ggufFile.ts';
import { createOnes, createRandomMatrix } from './randomWeights.ts';

/** The shape of a model of Mistral's architecture. */
export interface MistralShape {
  readonly blocks: number;
  /** Length of a token's vector. */
  readonly width: number;
  readonly headSize: number;
  readonly heads: number;
  /** Fewer than heads: several heads look at the same keys (grouped-query attention). */
  readonly keyValueHeads: number;
  readonly feedForward: number;
  /** tokens */
  readonly contextTokens: number;
  /** tokens */
  readonly windowTokens: number;
}

/** Mistral 7B with its proportions kept and a twenty-fifth of its weights: 283 million. */
export const benchShape: MistralShape = {
  blocks: 16,
  width: 1024,
  headSize: 128,
  heads: 8,
  keyValueHeads: 2,
  feedForward: 3584,
  contextTokens: 8192,
  windowTokens: 4096,
};

/** Version of the generated models; raise it when the output for the same shape changes. */
const formatVersion = 1;

/**
 * Makes a model of a given shape with random weights, which is as fast as a trained one. It never ends a
 * text or a line, because the tokens for that are never the likeliest.
 *
 * @param vocabularyFile GGUF file whose vocabulary the model gets.
 * @param folder folder of the models; an existing one is used again.
 * @returns the model's file.
 */
export async function createRandomModel(
  shape: MistralShape,
  vocabularyFile: string,
  folder: string,
): Promise<string> {
  const description = JSON.stringify([formatVersion, shape, path.basename(vocabularyFile)]);
  const digest = createHash('sha256').update(description).digest('hex').slice(0, 12);
  const file = path.join(folder, `random-mistral-${digest}.gguf`);
  if (existsSync(file)) return file;
  await mkdir(folder, { recursive: true });
  // Two runs at once, or an interrupted one, leave no incomplete model under the final name.
  const temporaryFile = `${file}.${process.pid}.tmp`;
  try {
    const vocabulary = (await readEntries(vocabularyFile)).filter(({ key }) =>
      key.startsWith('tokenizer.'),
    );
    await writeGguf(
      temporaryFile,
      createEntries(shape, vocabulary),
      createTensors(shape, vocabulary),
    );
    await rename(temporaryFile, file);
  } finally {
    await rm(temporaryFile, { force: true });
  }
  return file;
}

function createEntries(shape: MistralShape, vocabulary: readonly GgufEntry[]): GgufEntry[] {
  const mostlyQ8 = 7;
  return [
    createStringEntry('general.architecture', 'llama'),
    createStringEntry('general.name', 'Random Mistral'),
    createUint32Entry('general.file_type', mostlyQ8),
    createUint32Entry('llama.vocab_size', readTokenTypes(vocabulary).length),
    createUint32Entry('llama.context_length', shape.contextTokens),
    createUint32Entry('llama.embedding_length', shape.width),
    createUint32Entry('llama.block_count', shape.blocks),
    createUint32Entry('llama.feed_forward_length', shape.feedForward),
    createUint32Entry('llama.attention.head_count', shape.heads),
    createUint32Entry('llama.attention.head_count_kv', shape.keyValueHeads),
    createUint32Entry('llama.attention.sliding_window', shape.windowTokens),
    createFloat32Entry('llama.attention.layer_norm_rms_epsilon', 1e-5),
    createUint32Entry('llama.rope.dimension_count', shape.headSize),
    createFloat32Entry('llama.rope.freq_base', 10_000),
    ...vocabulary,
  ];
}

function createTensors(shape: MistralShape, vocabulary: readonly GgufEntry[]): GgufTensor[] {
  const { width } = shape;
  const types = readTokenTypes(vocabulary);
  const tensors: GgufTensor[] = [];
  /** Adds a matrix whose deviation keeps the length of vectors about the same. */
  const addMatrix = (name: string, columns: number, rows: number, isEmptyRow?: RowRule): void => {
    const seed = tensors.length;
    const deviation = 1 / Math.sqrt(columns);
    const options = { seed, deviation, ...(isEmptyRow && { isEmptyRow }) };
    tensors.push(createRandomMatrix(`${name}.weight`, [columns, rows], options));
  };
  const addNorm = (name: string): void => {
    tensors.push(createOnes(`${name}.weight`, width));
  };
  addMatrix('token_embd', width, types.length);
  for (let index = 0; index < shape.blocks; index++) {
    const toBlockName = (part: string): string => `blk.${index}.${part}`;
    addNorm(toBlockName('attn_norm'));
    addMatrix(toBlockName('attn_q'), width, shape.heads * shape.headSize);
    addMatrix(toBlockName('attn_k'), width, shape.keyValueHeads * shape.headSize);
    addMatrix(toBlockName('attn_v'), width, shape.keyValueHeads * shape.headSize);
    addMatrix(toBlockName('attn_output'), shape.heads * shape.headSize, width);
    addNorm(toBlockName('ffn_norm'));
    addMatrix(toBlockName('ffn_gate'), width, shape.feedForward);
    addMatrix(toBlockName('ffn_up'), width, shape.feedForward);
    addMatrix(toBlockName('ffn_down'), shape.feedForward, width);
  }
  addNorm('output_norm');
  const normalType = 1;
  addMatrix('output', width, types.length, (token) => types[token] !== normalType);
  return tensors;
}

type RowRule = (row: number) => boolean;

/** Returns llama.cpp's types of the tokens: ordinary pieces, control tokens, single bytes. */
function readTokenTypes(vocabulary: readonly GgufEntry[]): number[] {
  const entry = vocabulary.find(({ key }) => key === 'tokenizer.ggml.token_type');
  if (entry === undefined) throw new Error('The vocabulary says nothing about its tokens.');
  return readIntegers(entry);
}
