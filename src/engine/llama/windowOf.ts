import type { GgufFileInfo } from 'node-llama-cpp';

/** Window of Mistral 7B v0.1, which older GGUF files of it don't declare (arXiv:2310.06825). */
const mistralWindow = 4096;
/** Default window of a model that declares none, in tokens. */
const usualWindow = 4096;

/**
 * Chooses the window of a file: the setting, or that of the model's training, or the default; never
 * more than the model's context.
 *
 * @param setting in tokens; 0 leaves the choice to the model.
 * @returns tokens.
 */
export function windowOf(header: GgufFileInfo, setting: number): number {
  const wanted = setting > 0 ? setting : (trainedWindow(header) ?? usualWindow);
  const context = numberOf(shapeOf(header).context_length) ?? usualWindow;
  return Math.min(wanted, context);
}

function trainedWindow(header: GgufFileInfo): number | undefined {
  const shape = shapeOf(header);
  const declared = numberOf(shape.attention?.sliding_window);
  if (declared !== undefined && declared > 0) return declared;
  return isMistralWithWindow(header) ? mistralWindow : undefined;
}

/**
 * Returns whether the model is Mistral 7B v0.1: only it has this shape and the small rotary base;
 * v0.2 and v0.3 have no window.
 */
function isMistralWithWindow(header: GgufFileInfo): boolean {
  const shape = shapeOf(header);
  const vocabulary = header.metadata.tokenizer.ggml.tokens;
  return (
    numberOf(shape.block_count) === 32 &&
    numberOf(shape.embedding_length) === 4096 &&
    numberOf(shape.feed_forward_length) === 14336 &&
    numberOf(shape.attention?.head_count_kv) === 8 &&
    (numberOf(shape.rope?.freq_base) ?? 10000) === 10000 &&
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

function shapeOf(header: GgufFileInfo): Shape {
  return header.architectureMetadata;
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'bigint' ? Number(value) : undefined;
}
