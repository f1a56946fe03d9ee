import type { TraceRequest } from '../replay/traceRequests.ts';
import type { Token, Tokenizer } from '../tokenizer/tokenizer.ts';
import { dropBlanks } from './filterText.ts';
import {
  buildInfillPrompt,
  buildPlainPrompt,
  cutDocument,
  type InfillLimits,
  type InfillOrder,
  type InfillParts,
} from './infillPrompt.ts';
import { findInfillTokens, type InfillTokens } from './infillTokens.ts';
import type { RowName } from './rows.ts';
import type { ServerPost } from './serverClient.ts';
import { WholeWindowPrompts } from './wholeWindowPrompt.ts';

/** A client of llama-server: the prompt that it sends at a position. */
export interface ClientStrategy {
  readonly name: string;
  /** The row that selects it; see `--rows`. */
  readonly row: RowName;
  /** Conditions of the figures, for their reader. */
  readonly remark: string;
  /** Options of the server in addition to those that all strategies share. */
  readonly serverOptions: readonly string[];
  /** Returns the tokens that the server has to evaluate. */
  readonly buildPrompt: (request: TraceRequest) => readonly Token[];
  readonly buildPost: (request: TraceRequest) => ServerPost;
  /** Converts the server's text to one that follows `parts.prompt`. */
  readonly convertText: (text: string, parts: InfillParts) => string;
}

/** Sizes that the prompts have to keep to, in tokens. */
export interface StrategyOptions {
  /** The server's window. */
  readonly window: number;
  /** Maximum length of a completion. */
  readonly maxTokens: number;
  /** Maximum length of the prompts that fill the window. */
  readonly maxPromptTokens: number;
}

/** Sampling parameters of llama.vscode. The seed is ours: two runs sample the same tokens. */
const llamaVscodeSampling = {
  top_k: 40,
  top_p: 0.99,
  samplers: ['top_k', 'top_p', 'infill'],
  seed: 1,
} as const;

/** Default of `llama-vscode.t_max_predict_ms`: after this time the text ends with its line. */
const maxPredictMs = 500;

/** Batch of llama.cpp's presets for infill models, in tokens. It bounds the prompt of `/infill`. */
const presetBatch = 1024;
/** FIM tokens, names before the prompt, and one free cell. */
const spareTokens = 32;

/** Returns the strategies that a vocabulary allows. */
export function listStrategies(tokenizer: Tokenizer, options: StrategyOptions): ClientStrategy[] {
  // The server refuses a prompt that leaves no room for the completion.
  const maxBatchTokens = options.window - options.maxTokens - spareTokens;
  const limits = {
    batch: Math.min(presetBatch, maxBatchTokens - (maxBatchTokens % 4)),
    window: options.window,
  };
  const tokens = findInfillTokens(tokenizer);
  return [
    ...(tokens === undefined
      ? [createPlainTextStrategy(tokenizer, limits.batch)]
      : listOrders(tokens).map((order) =>
          createInfillStrategy(tokenizer, tokens, { limits, order }),
        )),
    createWholeWindowStrategy(tokenizer, options),
  ];
}

/** Lists the orders: `--spm-infill` puts the suffix first in the order that only Codestral has. */
function listOrders({ suffixFirst }: InfillTokens): readonly InfillOrder[] {
  return suffixFirst === 'codestral' ? ['prefixFirst', 'suffixFirst'] : ['prefixFirst'];
}

function createInfillStrategy(
  tokenizer: Tokenizer,
  tokens: InfillTokens,
  format: { readonly limits: InfillLimits; readonly order: InfillOrder },
): ClientStrategy {
  const { batch } = format.limits;
  const isSuffixFirst = format.order === 'suffixFirst';
  const remarks = [
    `/infill with 256 lines before the cursor and 64 after it, of which the server takes a batch of ${batch} tokens`,
    isSuffixFirst
      ? 'the suffix first, as Codestral was trained'
      : "the prefix first, the server's default",
    ...(tokens.isKnownToServer
      ? []
      : ["FIM tokens given by --override-kv, since the server doesn't know them by name"]),
  ];
  return {
    name: isSuffixFirst ? 'llama.vscode --spm-infill' : 'llama.vscode',
    row: 'llama.vscode',
    remark: remarks.join('; '),
    serverOptions: [
      ...buildBatchOptions(batch),
      ...(isSuffixFirst ? ['--spm-infill'] : []),
      ...(tokens.isKnownToServer ? [] : buildTokenOverrides(tokens)),
    ],
    buildPrompt: (request) => buildInfillPrompt(cutDocument(request), tokenizer, tokens, format),
    buildPost: (request) => {
      const { prefix, prompt, suffix, indentation } = cutDocument(request);
      const parts = { input_prefix: prefix, prompt, input_suffix: suffix, input_extra: [] };
      const body = { ...parts, ...buildTextLimits(indentation), ...llamaVscodeSampling };
      return { path: '/infill', body };
    },
    convertText: (text) => text,
  };
}

function createPlainTextStrategy(tokenizer: Tokenizer, batch: number): ClientStrategy {
  const buildPrompt = (request: TraceRequest): Token[] =>
    buildPlainPrompt(cutDocument(request), tokenizer, batch);
  return {
    name: 'llama.vscode (plain prompt)',
    row: 'llama.vscode',
    remark: `/infill refuses a vocabulary without FIM tokens: /completion with what it would take of 256 lines before the cursor at a batch of ${batch} tokens, and nothing of the text after it`,
    serverOptions: buildBatchOptions(batch),
    buildPrompt,
    buildPost: (request) => {
      const limits = buildTextLimits(cutDocument(request).indentation);
      const body = { prompt: buildPrompt(request), ...limits, ...llamaVscodeSampling };
      return { path: '/completion', body };
    },
    convertText: (text) => text,
  };
}

function createWholeWindowStrategy(
  tokenizer: Tokenizer,
  { window, maxTokens, maxPromptTokens }: StrategyOptions,
): ClientStrategy {
  const promptTokens = Math.min(maxPromptTokens, window - maxTokens - spareTokens);
  const prompts = new WholeWindowPrompts(tokenizer, promptTokens);
  const order = prompts.hasSuffix ? 'the suffix first' : 'no suffix';
  return {
    name: 'server at its best',
    row: 'best',
    remark: `/completion with prompts as long as the table says, ${order}, the start moving by quarters of that; greedy`,
    serverOptions: [],
    buildPrompt: (request) => prompts.build(request),
    buildPost: (request) => {
      const limits = buildTextLimits(cutDocument(request).indentation);
      const body = { prompt: prompts.build(request), ...limits, temperature: 0 };
      return { path: '/completion', body };
    },
    // The prompt ends before the blanks that precede the cursor.
    convertText: (text, { prompt, omittedBlanks }) => {
      const blanks = /[ \t]*$/.exec(prompt)?.[0] ?? '';
      return omittedBlanks === '' ? dropBlanks(text, blanks.length) : text;
    },
  };
}

/** Limits that llama.vscode sets for the text: its indentation and its time. */
function buildTextLimits(indentation: number): Readonly<Record<string, number>> {
  return {
    ...(indentation > 0 ? { n_indent: indentation } : {}),
    t_max_predict_ms: maxPredictMs,
  };
}

function buildBatchOptions(batch: number): string[] {
  return ['--batch-size', `${batch}`, '--ubatch-size', `${batch}`];
}

function buildTokenOverrides({ prefix, suffix, middle }: InfillTokens): string[] {
  return [
    '--override-kv',
    [
      `tokenizer.ggml.fim_pre_token_id=int:${prefix}`,
      `tokenizer.ggml.fim_suf_token_id=int:${suffix}`,
      `tokenizer.ggml.fim_mid_token_id=int:${middle}`,
    ].join(','),
  ];
}
