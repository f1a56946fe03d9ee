import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import {
  float32Entry,
  integersOf,
  readEntries,
  stringEntry,
  uint32Entry,
  writeGguf,
  type GgufEntry,
  type GgufTensor,
} from './ggufFile.ts';
import { ones, randomMatrix } from './randomWeights.ts';

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
  readonly context: number;
  /** tokens */
  readonly window: number;
}

/** Mistral 7B with its proportions kept and a twenty-fifth of its weights: 283 million. */
export const benchShape: MistralShape = {
  blocks: 16,
  width: 1024,
  headSize: 128,
  heads: 8,
  keyValueHeads: 2,
  feedForward: 3584,
  context: 8192,
  window: 4096,
};

/** Version of the generated models; raise it when the output for the same shape changes. */
const edition = 1;

/**
 * Makes a model of a given shape with random weights, which is as fast as a trained one. It never ends a
 * text or a line, because the tokens for that are never the likeliest.
 *
 * @param vocabularyOf GGUF file whose vocabulary the model gets.
 * @param folder folder of the models; an existing one is used again.
 * @returns the model's file.
 */
export async function randomModel(
  shape: MistralShape,
  vocabularyOf: string,
  folder: string,
): Promise<string> {
  const told = JSON.stringify([edition, shape, path.basename(vocabularyOf)]);
  const digest = createHash('sha256').update(told).digest('hex').slice(0, 12);
  const file = path.join(folder, `random-mistral-${digest}.gguf`);
  if (existsSync(file)) return file;
  await mkdir(folder, { recursive: true });
  // Two runs at once, or an interrupted one, leave no incomplete model under the final name.
  const draft = `${file}.${process.pid}.tmp`;
  try {
    const vocabulary = (await readEntries(vocabularyOf)).filter(({ key }) =>
      key.startsWith('tokenizer.'),
    );
    await writeGguf(draft, entriesOf(shape, vocabulary), tensorsOf(shape, vocabulary));
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
  return file;
}

function entriesOf(shape: MistralShape, vocabulary: readonly GgufEntry[]): GgufEntry[] {
  const mostlyQ8 = 7;
  return [
    stringEntry('general.architecture', 'llama'),
    stringEntry('general.name', 'Random Mistral'),
    uint32Entry('general.file_type', mostlyQ8),
    uint32Entry('llama.vocab_size', tokenTypesOf(vocabulary).length),
    uint32Entry('llama.context_length', shape.context),
    uint32Entry('llama.embedding_length', shape.width),
    uint32Entry('llama.block_count', shape.blocks),
    uint32Entry('llama.feed_forward_length', shape.feedForward),
    uint32Entry('llama.attention.head_count', shape.heads),
    uint32Entry('llama.attention.head_count_kv', shape.keyValueHeads),
    uint32Entry('llama.attention.sliding_window', shape.window),
    float32Entry('llama.attention.layer_norm_rms_epsilon', 1e-5),
    uint32Entry('llama.rope.dimension_count', shape.headSize),
    float32Entry('llama.rope.freq_base', 10_000),
    ...vocabulary,
  ];
}

function tensorsOf(shape: MistralShape, vocabulary: readonly GgufEntry[]): GgufTensor[] {
  const { width } = shape;
  const types = tokenTypesOf(vocabulary);
  const tensors: GgufTensor[] = [];
  /** Adds a matrix whose deviation keeps the length of vectors about the same. */
  const matrix = (name: string, columns: number, rows: number, isEmptyRow?: RowRule): void => {
    const seed = tensors.length;
    const deviation = 1 / Math.sqrt(columns);
    const options = { seed, deviation, ...(isEmptyRow && { isEmptyRow }) };
    tensors.push(randomMatrix(`${name}.weight`, [columns, rows], options));
  };
  const norm = (name: string): void => {
    tensors.push(ones(`${name}.weight`, width));
  };
  matrix('token_embd', width, types.length);
  for (let index = 0; index < shape.blocks; index++) {
    const name = (part: string): string => `blk.${index}.${part}`;
    norm(name('attn_norm'));
    matrix(name('attn_q'), width, shape.heads * shape.headSize);
    matrix(name('attn_k'), width, shape.keyValueHeads * shape.headSize);
    matrix(name('attn_v'), width, shape.keyValueHeads * shape.headSize);
    matrix(name('attn_output'), shape.heads * shape.headSize, width);
    norm(name('ffn_norm'));
    matrix(name('ffn_gate'), width, shape.feedForward);
    matrix(name('ffn_up'), width, shape.feedForward);
    matrix(name('ffn_down'), shape.feedForward, width);
  }
  norm('output_norm');
  const ordinary = 1;
  matrix('output', width, types.length, (token) => types[token] !== ordinary);
  return tensors;
}

type RowRule = (row: number) => boolean;

/** Returns llama.cpp's types of the tokens: ordinary pieces, control tokens, single bytes. */
function tokenTypesOf(vocabulary: readonly GgufEntry[]): number[] {
  const entry = vocabulary.find(({ key }) => key === 'tokenizer.ggml.token_type');
  if (entry === undefined) throw new Error('The vocabulary says nothing about its tokens.');
  return integersOf(entry);
}
