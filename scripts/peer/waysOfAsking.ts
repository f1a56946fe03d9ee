import {
  infillPartsOf,
  infillPrompt,
  infillTokensOf,
  plainPrompt,
  type InfillOrder,
  type InfillTokens,
} from './infillPrompt.ts';
import type { Token, Tokenizer } from './tokenizer.ts';
import type { TraceRequest } from './traceRequests.ts';
import { WholeWindowPrompts, type WindowOptions } from './wholeWindowPrompt.ts';

/** A way in which an editor may ask llama-server for completions. */
export interface WayOfAsking {
  readonly name: string;
  /** What has to be known to read its figures. */
  readonly remark: string;
  /** Options of the server beside those that all ways share. */
  readonly serverOptions: readonly string[];
  /** The tokens that the server gets to evaluate. */
  readonly promptOf: (request: TraceRequest) => readonly Token[];
  /** What is posted where; the number of tokens to draw isn't in it. */
  readonly postOf: (request: TraceRequest) => Post;
}

interface Post {
  readonly path: '/infill' | '/completion';
  readonly body: Readonly<Record<string, unknown>>;
}

/** llama.vscode's parameters of sampling. The seed is ours, so that two runs draw the same. */
const llamaVscodeSampling = {
  top_k: 40,
  top_p: 0.99,
  samplers: ['top_k', 'top_p', 'infill'],
  seed: 1,
} as const;

/** llama.cpp's presets for fill-in models have batches of so many tokens, which bound the prompt. */
const presetBatch = 1024;
/** Control tokens around the parts, and one cell that stays free. */
const spareTokens = 8;

/** The ways that a model's vocabulary allows. */
export function waysOfAsking(tokenizer: Tokenizer, options: WindowOptions): WayOfAsking[] {
  // What fits into the window together with the completion: the server refuses longer prompts.
  const fitting = options.window - options.maxTokens - spareTokens;
  const batch = Math.min(presetBatch, fitting - (fitting % 4));
  const control = infillTokensOf(tokenizer);
  const infill =
    control === undefined
      ? [standIn(tokenizer, batch)]
      : (['prefixFirst', 'suffixFirst'] as const).map((order) =>
          llamaVscode(tokenizer, control, { batch, order }),
        );
  return [...infill, atItsBest(tokenizer, options)];
}

function llamaVscode(
  tokenizer: Tokenizer,
  control: InfillTokens,
  cut: { readonly batch: number; readonly order: InfillOrder },
): WayOfAsking {
  const { batch, order } = cut;
  const isSuffixFirst = order === 'suffixFirst';
  return {
    name: isSuffixFirst ? 'llama.vscode --spm-infill' : 'llama.vscode',
    remark:
      `/infill with 256 lines before and 64 behind, of which the server takes a batch of ${batch} tokens, ` +
      `${isSuffixFirst ? 'the suffix first, as Codestral was trained' : "in the server's own order"}; ` +
      `the vocabulary's fill-in tokens are given by --override-kv, for the server doesn't know them by name`,
    serverOptions: [
      ...batchOptions(batch),
      ...(isSuffixFirst ? ['--spm-infill'] : []),
      '--override-kv',
      [
        `tokenizer.ggml.fim_pre_token_id=int:${control.prefix}`,
        `tokenizer.ggml.fim_suf_token_id=int:${control.suffix}`,
        `tokenizer.ggml.fim_mid_token_id=int:${control.middle}`,
      ].join(','),
    ],
    promptOf: (request) => infillPrompt(infillPartsOf(request), tokenizer, control, cut),
    postOf: (request) => {
      const { prefix, prompt, suffix } = infillPartsOf(request);
      const parts = { input_prefix: prefix, prompt, input_suffix: suffix, input_extra: [] };
      return { path: '/infill', body: { ...parts, ...llamaVscodeSampling } };
    },
  };
}

function standIn(tokenizer: Tokenizer, batch: number): WayOfAsking {
  const promptOf = (request: TraceRequest): Token[] =>
    plainPrompt(infillPartsOf(request), tokenizer, batch);
  return {
    name: 'llama.vscode (stand-in)',
    remark:
      `the vocabulary has no fill-in tokens, so that /infill refuses: /completion with what it would take of ` +
      `256 lines before the cursor at a batch of ${batch} tokens, and nothing of what stands behind`,
    serverOptions: batchOptions(batch),
    promptOf,
    postOf: (request) => ({
      path: '/completion',
      body: { prompt: promptOf(request), ...llamaVscodeSampling },
    }),
  };
}

function atItsBest(tokenizer: Tokenizer, options: WindowOptions): WayOfAsking {
  const prompts = new WholeWindowPrompts(tokenizer, options);
  return {
    name: 'server at its best',
    remark: `/completion with a whole window, ${prompts.hasSuffix ? 'the suffix first, ' : ''}the start moving by quarters of the window`,
    serverOptions: [],
    promptOf: (request) => prompts.promptOf(request),
    postOf: (request) => ({
      path: '/completion',
      body: { prompt: prompts.promptOf(request), temperature: 0 },
    }),
  };
}

function batchOptions(batch: number): string[] {
  return ['--batch-size', `${batch}`, '--ubatch-size', `${batch}`];
}
