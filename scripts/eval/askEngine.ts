import type { CompletionRule } from '../../src/completion/rules.ts';
import type { CompleteResult, RequestMetrics } from '../../src/engine/protocol.ts';
import type { EngineProcess } from '../engine/engineProcess.ts';
import { EvalDocument } from './evalDocument.ts';
import type { EvalCase } from './evalCase.ts';
import type { Fill } from './score/filledDocument.ts';
import type { Strategy } from './strategy.ts';
import { writeFunction } from './writeFunction.ts';

/** The engine's answer to a case. */
export interface Answer {
  /** The suggestion that the user would see; '' for none. */
  readonly shown: Fill;
  /** The text that the model generated, before anything was cut or dropped. */
  readonly raw: Fill;
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
  readonly judgedTokens: number;
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
export async function askEngine(
  engine: EngineProcess,
  evalCase: EvalCase,
  strategies: readonly Strategy[],
): Promise<Answer[]> {
  const answers = new Map<Strategy, Answer>();
  const ask = evalCase.form === 'fill' ? askForFills : askForFunctions;
  for (const alike of withTheSamePrompt(strategies)) {
    for (const [index, answer] of (await ask(engine, evalCase, alike)).entries()) {
      const strategy = alike[index];
      if (strategy) answers.set(strategy, answer);
    }
  }
  return strategies.flatMap((strategy) => answers.get(strategy) ?? []);
}

function withTheSamePrompt(strategies: readonly Strategy[]): Strategy[][] {
  const groups = new Map<string, Strategy[]>();
  for (const strategy of strategies) {
    const prompt = promptRules.filter((rule) => strategy.rulesOff.includes(rule)).join();
    groups.set(prompt, [...(groups.get(prompt) ?? []), strategy]);
  }
  return [...groups.values()];
}

async function askForFills(
  engine: EngineProcess,
  evalCase: EvalCase,
  strategies: readonly Strategy[],
): Promise<Answer[]> {
  const { prefix, suffix, maxTokens } = evalCase;
  const document = await EvalDocument.open(engine, prefix + suffix, evalCase);
  const answers: Answer[] = [];
  try {
    await document.read(prefix.length, strategies[0]?.rulesOff ?? []);
    for (const strategy of strategies) {
      const result = accepted(await document.complete(prefix.length, { ...strategy, maxTokens }));
      answers.push({
        shown: shownBy(result),
        raw: { text: inLineEndsOf(prefix + suffix, result.writing?.raw ?? ''), replaces: 0 },
        ...reasonsOf(result),
        costs: sumOf([result.metrics]),
      });
    }
    return answers;
  } finally {
    await document.close();
  }
}

async function askForFunctions(
  engine: EngineProcess,
  evalCase: EvalCase,
  strategies: readonly Strategy[],
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const strategy of strategies) {
    answers.push(await askForFunction(engine, evalCase, strategy));
  }
  return answers;
}

/** Completes a function, and again from the raw texts where these differ from the suggestions. */
async function askForFunction(
  engine: EngineProcess,
  evalCase: EvalCase,
  strategy: Strategy,
): Promise<Answer> {
  const shown = await write(engine, evalCase, strategy, shownText);
  const raw = shown.differs ? await write(engine, evalCase, strategy, rawText) : shown;
  const [last] = shown.results.slice(-1);
  return {
    shown: { text: shown.text, replaces: 0 },
    raw: { text: raw.text, replaces: 0 },
    ...(shown.text === '' && last ? reasonsOf(last) : noReasons),
    costs: sumOf(shown.results.map(({ metrics }) => metrics)),
  };
}

async function write(
  engine: EngineProcess,
  evalCase: EvalCase,
  strategy: Strategy,
  textOf: (result: CompleteResult) => string,
) {
  const { prefix, suffix, language, maxTokens } = evalCase;
  const document = await EvalDocument.open(engine, prefix + suffix, evalCase);
  const results: CompleteResult[] = [];
  let end = prefix.length;
  try {
    await document.read(end, strategy.rulesOff);
    const text = await writeFunction(prefix, language, {
      async suggest() {
        const result = accepted(await document.complete(end, { ...strategy, maxTokens }));
        results.push(result);
        return textOf(result);
      },
      async type(piece) {
        await document.insert(end, piece);
        end += piece.length;
      },
    });
    const differs = results.some((result) => shownText(result) !== rawText(result));
    return { text, results, differs };
  } finally {
    await document.close();
  }
}

/** Reasons for no suggestion that mean that the request itself failed. */
const failures: readonly string[] = [
  'noModel',
  'unknownDocument',
  'documentChanged',
  'badPosition',
  'cancelled',
  'superseded',
  'failed',
];

/** Returns the answer. @throws Error for one that means that the request failed. */
function accepted(result: CompleteResult): CompleteResult {
  if (result.kind === 'nothing' && failures.includes(result.reason)) {
    throw new Error(`The engine answered "${result.reason}".`);
  }
  return result;
}

function shownBy(result: CompleteResult): Fill {
  return result.kind === 'text'
    ? { text: result.text, replaces: result.replaces }
    : { text: '', replaces: 0 };
}

function shownText(result: CompleteResult): string {
  return shownBy(result).text;
}

function rawText(result: CompleteResult): string {
  return result.writing?.raw ?? '';
}

type Reasons = Pick<Answer, 'reason' | 'droppedBy' | 'confidence'>;

const noReasons: Reasons = { reason: null, droppedBy: null, confidence: null };

function reasonsOf(result: CompleteResult): Reasons {
  return {
    reason: result.kind === 'nothing' ? result.reason : null,
    droppedBy: result.writing?.dropped?.rule ?? null,
    confidence: result.writing?.confidence ?? null,
  };
}

/** Converts the line ends of a generated text to those of the document. */
function inLineEndsOf(document: string, text: string): string {
  return document.includes('\r\n') ? text.replaceAll(/\r?\n/g, '\r\n') : text;
}

function sumOf(metrics: readonly RequestMetrics[]): Costs {
  const sum = (figure: 'decodeSteps' | 'wastedTokens' | 'evaluatedTokens' | 'judgedTokens') =>
    metrics.reduce((total, one) => total + one[figure], 0);
  return {
    requests: metrics.length,
    decodedTokens: sum('decodeSteps'),
    wastedTokens: sum('wastedTokens'),
    evaluatedTokens: sum('evaluatedTokens'),
    judgedTokens: sum('judgedTokens'),
    ms: metrics.map(({ totalMs }) => totalMs),
  };
}
