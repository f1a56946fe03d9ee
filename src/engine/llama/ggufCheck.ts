import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import type { GgufFileInfo } from 'node-llama-cpp';
import { EngineError, messageOf } from '../foundation/engineError.ts';
import { tensorBytes } from './tensorBytes.ts';

/** LLAMA_MAX_LAYERS of llama.cpp; beyond it the process ends. */
const maxBlocks = 512;
/** Minimum context, in tokens: in a smaller one no question and no line with its surroundings fits. */
const minContextTokens = 128;

/**
 * Checks a model file in JavaScript before llama.cpp opens it: on some damaged or crafted files
 * llama.cpp ends the whole process, and where it throws, the error says little.
 *
 * @returns the header.
 * @throws EngineError that names the file, what is wrong and what to do.
 */
export async function checkGguf(
  file: string,
  readHeader: (file: string) => Promise<GgufFileInfo>,
): Promise<GgufFileInfo> {
  const fileBytes = await sizeOf(file);
  await checkMagic(file);
  let header: GgufFileInfo;
  try {
    header = await readHeader(file);
  } catch (error) {
    throw new EngineError(
      'modelTruncated',
      `${nameOf(file)} is damaged or incomplete: its header can't be read (${messageOf(error)}). Download it again.`,
      { cause: error },
    );
  }
  checkKind(file, header);
  checkExtent(file, header, fileBytes);
  return header;
}

async function sizeOf(file: string): Promise<number> {
  try {
    const entry = await stat(file);
    if (entry.isFile()) return entry.size;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') {
      throw new EngineError(
        'modelNotFound',
        `There is no file ${file}. Choose a model that is on this machine.`,
      );
    }
    throw unreadable(file, error);
  }
  throw new EngineError(
    'modelNotAFile',
    `${file} is a folder, not a model file. Choose the .gguf file itself.`,
  );
}

async function checkMagic(file: string): Promise<void> {
  const magic = Buffer.alloc(4);
  try {
    const handle = await open(file);
    try {
      await handle.read(magic, 0, magic.length, 0);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw unreadable(file, error);
  }
  if (magic.toString('latin1') !== 'GGUF') {
    throw new EngineError(
      'modelNotGguf',
      `${nameOf(file)} is not a GGUF model file. Choose a file whose name ends in .gguf.`,
    );
  }
}

/** Checks that the header describes a model that generates text. */
function checkKind(file: string, header: GgufFileInfo): void {
  if (tensorsOf(header).length === 0) {
    throw unsupported(file, 'it holds a vocabulary and no weights');
  }
  const shape = header.architectureMetadata as Readonly<Record<string, unknown>>;
  const attention = shape['attention'] as Readonly<Record<string, unknown>> | undefined;
  const counts = [shape['embedding_length'], attention?.['head_count']];
  // llama.cpp divides by `counts`, and allocates memory by the other two values.
  const isPlausible =
    counts.every(isPositive) &&
    isWithin(shape['block_count'], 1, maxBlocks) &&
    isWithin(shape['context_length'], minContextTokens, Infinity);
  if (!isPlausible) {
    throw unsupported(file, 'its header lacks the shape of a language model');
  }
  if (!hasVocabulary(header.metadata.tokenizer)) {
    throw unsupported(file, 'it has no vocabulary');
  }
}

function isWithin(value: unknown, least: number, most: number): boolean {
  const count = typeof value === 'bigint' ? Number(value) : value;
  return typeof count === 'number' && count >= least && count <= most;
}

/** Tokenizer part of the header. The library's types require fields that a file may lack. */
type TokenizerMetadata = { readonly ggml?: { readonly tokens?: readonly unknown[] } } | undefined;

function hasVocabulary(tokenizer: TokenizerMetadata): boolean {
  return (tokenizer?.ggml?.tokens?.length ?? 0) > 0;
}

/** Checks that the file contains all weights that the header announces. */
function checkExtent(file: string, header: GgufFileInfo, fileBytes: number): void {
  // llama.cpp itself checks each part of a model in several files.
  if (header.splicedParts > 1) return;
  for (const tensor of tensorsOf(header)) {
    const end = Number(tensor.fileOffset) + tensorBytes(tensor);
    if (end > fileBytes) {
      throw new EngineError(
        'modelTruncated',
        `${nameOf(file)} is incomplete: it has ${fileBytes} bytes, its weights reach to byte ${end} or beyond. Download it again.`,
      );
    }
  }
}

function tensorsOf(header: GgufFileInfo) {
  return header.fullTensorInfo ?? header.tensorInfo ?? [];
}

function isPositive(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isPositive);
  return (typeof value === 'number' || typeof value === 'bigint') && value > 0;
}

function unsupported(file: string, what: string): EngineError {
  return new EngineError(
    'modelUnsupported',
    `${nameOf(file)} can't write text: ${what}. Choose a Mistral 7B or another language model.`,
  );
}

function unreadable(file: string, error: unknown): EngineError {
  return new EngineError(
    'modelUnreadable',
    `${file} can't be read (${messageOf(error)}). Check the permissions of the file.`,
    { cause: error },
  );
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}

function nameOf(file: string): string {
  return path.basename(file);
}
