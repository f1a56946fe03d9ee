import type { GgufFileInfo } from 'node-llama-cpp';

/** Window of Mistral 7B v0.1, which older GGUF files of it don't declare (arXiv:2310.06825). */
const mistralWindowTokens = 4096;
/** Default window of a model that declares none, in tokens. */
const defaultWindowTokens = 4096;

/**
 * Chooses the window of a file: the setting, or that of the model's training, or the default; never
 * more than the model's context.
 *
 * @param setting in tokens; 0 leaves the choice to the model.
 * @returns tokens.
 */
export function chooseContextWindow(header: GgufFileInfo, setting: number): number {
  const requestedTokens =
    setting > 0 ? setting : (findTrainedWindow(header) ?? defaultWindowTokens);
  const contextTokens = toNumber(getShape(header).context_length) ?? defaultWindowTokens;
  return Math.min(requestedTokens, contextTokens);
}

function findTrainedWindow(header: GgufFileInfo): number | undefined {
  const shape = getShape(header);
  const declaredTokens = toNumber(shape.attention?.sliding_window);
  if (declaredTokens !== undefined && declaredTokens > 0) return declaredTokens;
  return isMistralWithWindow(header) ? mistralWindowTokens : undefined;
}

/**
 * Returns whether the model is Mistral 7B v0.1: only it has this shape and the small rotary base;
 * v0.2 and v0.3 have no window.
 */
function isMistralWithWindow(header: GgufFileInfo): boolean {
  const shape = getShape(header);
  const vocabulary = header.metadata.tokenizer.ggml.tokens;
  return (
    toNumber(shape.block_count) === 32 &&
    toNumber(shape.embedding_length) === 4096 &&
    toNumber(shape.feed_forward_length) === 14336 &&
    toNumber(shape.attention?.head_count_kv) === 8 &&
    (toNumber(shape.rope?.freq_base) ?? 10000) === 10000 &&
    vocabulary.length === 32000
  );
}

/** Header fields of a model's shape. The library's types require fields that a file may lack. */
interface Shape {
  readonly context_length?: unknown;
  readonly block_count?: unknown;
  readonly embedding_length?: unknown;
  readonly feed_forward_length?: unknown;
  readonly attention?: { readonly sliding_window?: unknown; readonly head_count_kv?: unknown };
  readonly rope?: { readonly freq_base?: unknown };
}

function getShape(header: GgufFileInfo): Shape {
  return header.architectureMetadata;
}

function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'bigint' ? Number(value) : undefined;
}
