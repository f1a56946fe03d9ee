import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import type { GgufFileInfo } from 'node-llama-cpp';
import { EngineError, getErrorMessage } from '../foundation/engineError.ts';
import { computeTensorBytes } from './tensorBytes.ts';

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
  const fileBytes = await getFileSize(file);
  await checkMagic(file);
  let header: GgufFileInfo;
  try {
    header = await readHeader(file);
  } catch (error) {
    throw new EngineError(
      'modelTruncated',
      `${getFileName(file)} is damaged or incomplete: its header can't be read (${getErrorMessage(error)}). Download it again.`,
      { cause: error },
    );
  }
  checkKind(file, header);
  checkExtent(file, header, fileBytes);
  return header;
}

async function getFileSize(file: string): Promise<number> {
  try {
    const entry = await stat(file);
    if (entry.isFile()) return entry.size;
  } catch (error) {
    if (getErrorCode(error) === 'ENOENT' || getErrorCode(error) === 'ENOTDIR') {
      throw new EngineError(
        'modelNotFound',
        `There is no file ${file}. Choose a model that is on this machine.`,
      );
    }
    throw createUnreadableError(file, error);
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
    throw createUnreadableError(file, error);
  }
  if (magic.toString('latin1') !== 'GGUF') {
    throw new EngineError(
      'modelNotGguf',
      `${getFileName(file)} is not a GGUF model file. Choose a file whose name ends in .gguf.`,
    );
  }
}

/** Checks that the header describes a model that generates text. */
function checkKind(file: string, header: GgufFileInfo): void {
  if (listTensors(header).length === 0) {
    throw createUnsupportedError(file, 'it holds a vocabulary and no weights');
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
    throw createUnsupportedError(file, 'its header lacks the shape of a language model');
  }
  if (!hasVocabulary(header.metadata.tokenizer)) {
    throw createUnsupportedError(file, 'it has no vocabulary');
  }
}

function isWithin(value: unknown, min: number, max: number): boolean {
  const count = typeof value === 'bigint' ? Number(value) : value;
  return typeof count === 'number' && count >= min && count <= max;
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
  for (const tensor of listTensors(header)) {
    const end = Number(tensor.fileOffset) + computeTensorBytes(tensor);
    if (end > fileBytes) {
      throw new EngineError(
        'modelTruncated',
        `${getFileName(file)} is incomplete: it has ${fileBytes} bytes, its weights reach to byte ${end} or beyond. Download it again.`,
      );
    }
  }
}

function listTensors(header: GgufFileInfo) {
  return header.fullTensorInfo ?? header.tensorInfo ?? [];
}

function isPositive(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isPositive);
  return (typeof value === 'number' || typeof value === 'bigint') && value > 0;
}

function createUnsupportedError(file: string, problem: string): EngineError {
  return new EngineError(
    'modelUnsupported',
    `${getFileName(file)} can't write text: ${problem}. Choose a Mistral 7B or another language model.`,
  );
}

function createUnreadableError(file: string, error: unknown): EngineError {
  return new EngineError(
    'modelUnreadable',
    `${file} can't be read (${getErrorMessage(error)}). Check the permissions of the file.`,
    { cause: error },
  );
}

function getErrorCode(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}

function getFileName(file: string): string {
  return path.basename(file);
}
