import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import type { EngineProcess } from '../../scripts/engine/engineProcess.ts';
import { evaluate, type Evaluation } from '../../scripts/eval/evaluate.ts';
import { readSuite } from '../../scripts/eval/readSuite.ts';
import { createRepoCases } from '../../scripts/eval/repo/repoCases.ts';
import { openRepository } from '../../scripts/eval/repo/git.ts';
import { findPython } from '../../scripts/eval/sandbox/interpreters.ts';
import { parseStrategy } from '../../scripts/eval/strategy.ts';
import { summarizeEvaluation } from '../../scripts/eval/summary.ts';
import { repositoryRoot } from '../../scripts/repository.ts';
import { startTestEngine, startEngine } from '../support/engineFixture.ts';
import { createGitRepository } from '../support/gitRepository.ts';

const suite = path.join(repositoryRoot, 'test/fixtures/eval/suite.jsonl');
const folder = mkdtempSync(path.join(os.tmpdir(), 'tramontane-evaltest-'));
const timeLimitMs = 10_000;

let engine: EngineProcess;
before(async () => {
  engine = await startEngine();
});
after(async () => {
  rmSync(folder, { recursive: true });
  await engine.stop();
});

async function runAll(names: readonly string[]): Promise<Evaluation[]> {
  const cases = await readSuite(suite, { limit: undefined, seed: 1 });
  return evaluate(engine, cases, {
    strategies: names.map((name) => parseStrategy(name)),
    timeLimitMs,
  });
}

async function run(strategy: string): Promise<Evaluation> {
  const [evaluation] = await runAll([strategy]);
  assert.ok(evaluation);
  return evaluation;
}

function listTexts({ results }: Evaluation): string[][] {
  return results.map(({ suggestion, raw }) => [suggestion.text, raw.text]);
}

test('a suite with every form is answered, executed and scored', async () => {
  const evaluation = await run('editor');
  assert.deepEqual(evaluation.failures, []);
  const { byKind, shown, raw, decodedTokens, ms } = summarizeEvaluation(evaluation);
  assert.deepEqual(Object.keys(byKind).sort(), ['block', 'function', 'line-tail', 'single-line']);
  assert.ok(decodedTokens > 0 && ms.p50 > 0);
  for (const { passAt1, editSimilarity, share } of [shown, raw]) {
    assert.ok(passAt1 !== null && passAt1 >= 0 && passAt1 <= 1);
    assert.ok(editSimilarity !== null && share !== null);
  }
  const hasPython = (await findPython()) !== undefined;
  for (const { language, suggestion: text } of evaluation.results) {
    assert.equal(text.passes === null, language === 'python' && !hasPython);
  }
});

test('the same cases get the same answers again', async () => {
  assert.deepEqual(listTexts(await run('editor')), listTexts(await run('editor')));
});

test('several strategies at once get the answers that each gets alone', async () => {
  const names = ['editor', 'prefix', 'no-healing', 'no-confidentPrefix'];
  const together = await runAll(names);
  for (const [index, name] of names.entries()) {
    const evaluation = together[index];
    assert.ok(evaluation);
    assert.deepEqual(listTexts(evaluation), listTexts(await run(name)), name);
  }
});

test('with all filters off all generated text is shown', async () => {
  const { results } = await run('raw');
  for (const { suggestion, raw, costs } of results.filter(({ kind }) => kind !== 'function')) {
    assert.equal(suggestion.text, raw.text);
    assert.equal(costs.requests, 1);
  }
});

test('the suffix-likelihood filter applies on a CPU if it is requested, and never without its rule', async () => {
  const cases = await readSuite(suite, { limit: undefined, seed: 1 });
  const evaluateWith = async (name: string) => {
    const strategies = [parseStrategy(name, true)];
    const [evaluation] = await evaluate(engine, cases, { strategies, timeLimitMs });
    assert.ok(evaluation);
    return evaluation;
  };
  const plain = await run('editor');
  const unfiltered = await evaluateWith('no-suffixLikelihood');
  const filtered = await evaluateWith('editor');
  assert.deepEqual(listTexts(unfiltered), listTexts(plain));
  const sumFilterTokens = ({ results }: Evaluation) =>
    results.reduce((sum, { costs }) => sum + costs.suffixFilterTokens, 0);
  assert.equal(sumFilterTokens(plain), 0);
  assert.equal(sumFilterTokens(unfiltered), 0);
  assert.ok(sumFilterTokens(filtered) > 0);
  for (const [index, { kind, suggestion, droppedBy }] of filtered.results.entries()) {
    if (kind === 'function') continue;
    const expected =
      droppedBy === 'suffixLikelihood' ? '' : unfiltered.results[index]?.suggestion.text;
    assert.equal(suggestion.text, expected);
  }
});

test('a case that the engine cannot answer is reported, and the others continue', async (context) => {
  const withoutModel = await startTestEngine(context);
  const cases = await readSuite(suite, { limit: undefined, seed: 1 });
  const short = cases.map((one) => ({ ...one, prefix: one.prefix.slice(0, 40), suffix: '' }));
  const strategies = [parseStrategy('editor')];
  const [evaluation] = await evaluate(withoutModel, short, { strategies, timeLimitMs });
  assert.deepEqual(evaluation?.results, []);
  const { failures } = evaluation;
  assert.deepEqual(
    failures.map(({ id }) => id),
    cases.map(({ id }) => id),
  );
  assert.match(failures[0]?.error ?? '', /noModel/);
});

test('text that was written in a repository is requested and compared', async () => {
  const { root } = createGitRepository(
    path.join(folder, 'own'),
    { 'sum.ts': 'export function sum(items: number[]): number {\n}\n' },
    {
      'sum.ts':
        'export function sum(items: number[]): number {\n  let total = 0;\n  for (const item of items) total += item;\n  return total;\n}\n',
    },
  );
  const { cases } = await createRepoCases(await openRepository(root), { limit: 5, seed: 1 });
  const strategies = [parseStrategy('editor')];
  const [evaluation] = await evaluate(engine, cases, { strategies, timeLimitMs });
  assert.ok(evaluation);
  assert.deepEqual(evaluation.failures, []);
  const { shown } = summarizeEvaluation(evaluation);
  assert.equal(shown.passAt1, null);
  assert.ok(shown.editSimilarity !== null);
});
