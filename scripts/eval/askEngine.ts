import type { CompletionRule } from '../../src/completion/rules.ts';
import type { CompleteResult, RequestMetrics } from '../../src/engine/protocol.ts';
import type { EngineProcess } from '../engine/engineProcess.ts';
import { EvalDocument } from './evalDocument.ts';
import type { EvalCase } from './evalCase.ts';
import type { Infill } from './score/filledDocument.ts';
import type { Strategy } from './strategy.ts';
import { generateFunction } from './writeFunction.ts';

/** The engine's answer to a case. */
export interface Answer {
  /** The suggestion that the user would see; '' for none. */
  readonly suggestion: Infill;
  /** The text that the model generated, before anything was cut or dropped. */
  readonly raw: Infill;
  /** Reason for no suggestion, and the rule that dropped the text. */
  readonly reason: string | null;
  readonly droppedBy: string | null;
  readonly confidence: { readonly first: number; readonly line: number } | null;
  readonly costs: Costs;
}

/** Costs of a case over all of its requests. */
export interface Costs {
  readonly requests: number;
  readonly decodedTokens: number;
  readonly wastedTokens: number;
  /** Prompt tokens evaluated, prefetched ones included. */
  readonly evaluatedTokens: number;
  /** Suffix tokens evaluated by the suffix-likelihood filter. */
  readonly suffixFilterTokens: number;
  /** Time of each answer, in ms. */
  readonly ms: readonly number[];
}

/** Rules that change the prompt. */
const promptRules: readonly CompletionRule[] = ['healing', 'suffixBlock', 'context'];

/**
 * Completes a case with each strategy, in documents of its own that are closed afterwards. Infilling
 * doesn't change a document, so strategies with the same prompt share one, which is prefetched once.
 *
 * @returns the answers, in the order of the strategies.
 */
export async function completeCase(
  engine: EngineProcess,
  evalCase: EvalCase,
  strategies: readonly Strategy[],
): Promise<Answer[]> {
  const answers = new Map<Strategy, Answer>();
  const complete = evalCase.form === 'fill' ? completeInfills : completeFunctions;
  for (const group of groupByPrompt(strategies)) {
    for (const [index, answer] of (await complete(engine, evalCase, group)).entries()) {
      const strategy = group[index];
      if (strategy) answers.set(strategy, answer);
    }
  }
  return strategies.flatMap((strategy) => answers.get(strategy) ?? []);
}

function groupByPrompt(strategies: readonly Strategy[]): Strategy[][] {
  const groups = new Map<string, Strategy[]>();
  for (const strategy of strategies) {
    const prompt = promptRules.filter((rule) => strategy.disabledRules.includes(rule)).join();
    groups.set(prompt, [...(groups.get(prompt) ?? []), strategy]);
  }
  return [...groups.values()];
}

async function completeInfills(
  engine: EngineProcess,
  evalCase: EvalCase,
  strategies: readonly Strategy[],
): Promise<Answer[]> {
  const { prefix, suffix, maxTokens } = evalCase;
  const document = await EvalDocument.open(engine, prefix + suffix, evalCase);
  const answers: Answer[] = [];
  try {
    await document.prefetchWindow(prefix.length, strategies[0]?.disabledRules ?? []);
    for (const strategy of strategies) {
      const result = requireSuccess(
        await document.complete(prefix.length, { ...strategy, maxTokens }),
      );
      answers.push({
        suggestion: toSuggestion(result),
        raw: {
          text: convertLineEnds(prefix + suffix, result.generationReport?.raw ?? ''),
          replaces: 0,
        },
        ...extractReasons(result),
        costs: sumCosts([result.metrics]),
      });
    }
    return answers;
  } finally {
    await document.close();
  }
}

async function completeFunctions(
  engine: EngineProcess,
  evalCase: EvalCase,
  strategies: readonly Strategy[],
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const strategy of strategies) {
    answers.push(await completeFunction(engine, evalCase, strategy));
  }
  return answers;
}

/** Completes a function, and again from the raw texts where these differ from the suggestions. */
async function completeFunction(
  engine: EngineProcess,
  evalCase: EvalCase,
  strategy: Strategy,
): Promise<Answer> {
  const fromSuggestions = await runFunctionCase(engine, evalCase, strategy, getSuggestionText);
  const fromRawTexts = fromSuggestions.differs
    ? await runFunctionCase(engine, evalCase, strategy, getRawText)
    : fromSuggestions;
  const [last] = fromSuggestions.results.slice(-1);
  return {
    suggestion: { text: fromSuggestions.text, replaces: 0 },
    raw: { text: fromRawTexts.text, replaces: 0 },
    ...(fromSuggestions.text === '' && last ? extractReasons(last) : noReasons),
    costs: sumCosts(fromSuggestions.results.map(({ metrics }) => metrics)),
  };
}

async function runFunctionCase(
  engine: EngineProcess,
  evalCase: EvalCase,
  strategy: Strategy,
  selectText: (result: CompleteResult) => string,
) {
  const { prefix, suffix, language, maxTokens } = evalCase;
  const document = await EvalDocument.open(engine, prefix + suffix, evalCase);
  const results: CompleteResult[] = [];
  let end = prefix.length;
  try {
    await document.prefetchWindow(end, strategy.disabledRules);
    const text = await generateFunction(prefix, language, {
      async suggest() {
        const result = requireSuccess(await document.complete(end, { ...strategy, maxTokens }));
        results.push(result);
        return selectText(result);
      },
      async type(piece) {
        await document.insert(end, piece);
        end += piece.length;
      },
    });
    const differs = results.some((result) => getSuggestionText(result) !== getRawText(result));
    return { text, results, differs };
  } finally {
    await document.close();
  }
}

/** Reasons for no suggestion that mean that the request itself failed. */
const failureReasons: readonly string[] = [
  'noModel',
  'unknownDocument',
  'documentChanged',
  'invalidPosition',
  'cancelled',
  'superseded',
  'failed',
];

/** Returns the answer. @throws Error for one that means that the request failed. */
function requireSuccess(result: CompleteResult): CompleteResult {
  if (result.kind === 'nothing' && failureReasons.includes(result.outcome.rule)) {
    throw new Error(`The engine answered "${result.outcome.rule}".`);
  }
  return result;
}

function toSuggestion(result: CompleteResult): Infill {
  return result.kind === 'text'
    ? { text: result.text, replaces: result.replaces }
    : { text: '', replaces: 0 };
}

function getSuggestionText(result: CompleteResult): string {
  return toSuggestion(result).text;
}

function getRawText(result: CompleteResult): string {
  return result.generationReport?.raw ?? '';
}

type Reasons = Pick<Answer, 'reason' | 'droppedBy' | 'confidence'>;

const noReasons: Reasons = { reason: null, droppedBy: null, confidence: null };

function extractReasons(result: CompleteResult): Reasons {
  const outcome = result.kind === 'nothing' ? result.outcome : undefined;
  return {
    reason: outcome?.rule ?? null,
    droppedBy: outcome?.stage === 'filter' ? outcome.rule : null,
    confidence: result.generationReport?.confidence ?? null,
  };
}

/** Converts the line ends of a generated text to those of the document. */
function convertLineEnds(document: string, text: string): string {
  return document.includes('\r\n') ? text.replaceAll(/\r?\n/g, '\r\n') : text;
}

function sumCosts(metrics: readonly RequestMetrics[]): Costs {
  const sum = (figure: 'decodeSteps' | 'wastedTokens' | 'evaluatedTokens' | 'suffixFilterTokens') =>
    metrics.reduce((total, one) => total + one[figure], 0);
  return {
    requests: metrics.length,
    decodedTokens: sum('decodeSteps'),
    wastedTokens: sum('wastedTokens'),
    evaluatedTokens: sum('evaluatedTokens'),
    suffixFilterTokens: sum('suffixFilterTokens'),
    ms: metrics.map(({ totalMs }) => totalMs),
  };
}
