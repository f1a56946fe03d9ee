import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import type { EngineProcess } from '../../scripts/engine/engineProcess.ts';
import { evaluate, type Evaluation } from '../../scripts/eval/evaluate.ts';
import { readSuite } from '../../scripts/eval/readSuite.ts';
import { repoCases } from '../../scripts/eval/repo/repoCases.ts';
import { openRepository } from '../../scripts/eval/repo/git.ts';
import { findPython } from '../../scripts/eval/sandbox/interpreters.ts';
import { strategyNamed } from '../../scripts/eval/strategy.ts';
import { summarizeEvaluation } from '../../scripts/eval/summary.ts';
import { repositoryRoot } from '../../scripts/repository.ts';
import { engineFor, startEngine } from '../support/engineFixture.ts';
import { gitRepository } from '../support/gitRepository.ts';

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
    strategies: names.map((name) => strategyNamed(name)),
    timeLimitMs,
  });
}

async function run(strategy: string): Promise<Evaluation> {
  const [evaluation] = await runAll([strategy]);
  assert.ok(evaluation);
  return evaluation;
}

function textsOf({ results }: Evaluation): string[][] {
  return results.map(({ shown, raw }) => [shown.text, raw.text]);
}

test('a suite of every form is answered, executed and scored', async () => {
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
  for (const { language, shown: text } of evaluation.results) {
    assert.equal(text.passes === null, language === 'python' && !hasPython);
  }
});

test('the same cases get the same answers again', async () => {
  assert.deepEqual(textsOf(await run('editor')), textsOf(await run('editor')));
});

test('several strategies at once get the answers that each gets alone', async () => {
  const names = ['editor', 'prefix', 'no-healing', 'no-shakyTail'];
  const together = await runAll(names);
  for (const [index, name] of names.entries()) {
    const evaluation = together[index];
    assert.ok(evaluation);
    assert.deepEqual(textsOf(evaluation), textsOf(await run(name)), name);
  }
});

test('with all filters off everything that was written is shown', async () => {
  const { results } = await run('raw');
  for (const { shown, raw, costs } of results.filter(({ kind }) => kind !== 'function')) {
    assert.equal(shown.text, raw.text);
    assert.equal(costs.requests, 1);
  }
});

test('the suffix judges on a processor where that is asked for, and never without its rule', async () => {
  const cases = await readSuite(suite, { limit: undefined, seed: 1 });
  const evaluationOf = async (name: string) => {
    const strategies = [strategyNamed(name, true)];
    const [evaluation] = await evaluate(engine, cases, { strategies, timeLimitMs });
    assert.ok(evaluation);
    return evaluation;
  };
  const plain = await run('editor');
  const unjudged = await evaluationOf('no-suffixGate');
  const judged = await evaluationOf('editor');
  assert.deepEqual(textsOf(unjudged), textsOf(plain));
  const judgedTokens = ({ results }: Evaluation) =>
    results.reduce((sum, { costs }) => sum + costs.judgedTokens, 0);
  assert.equal(judgedTokens(plain), 0);
  assert.equal(judgedTokens(unjudged), 0);
  assert.ok(judgedTokens(judged) > 0);
  for (const [index, { kind, shown, droppedBy }] of judged.results.entries()) {
    if (kind === 'function') continue;
    const expected = droppedBy === 'suffixGate' ? '' : unjudged.results[index]?.shown.text;
    assert.equal(shown.text, expected);
  }
});

test('a case that the engine cannot answer is named, and the others go on', async (context) => {
  const withoutModel = await engineFor(context);
  const cases = await readSuite(suite, { limit: undefined, seed: 1 });
  const short = cases.map((one) => ({ ...one, prefix: one.prefix.slice(0, 40), suffix: '' }));
  const strategies = [strategyNamed('editor')];
  const [evaluation] = await evaluate(withoutModel, short, { strategies, timeLimitMs });
  assert.deepEqual(evaluation?.results, []);
  const { failures } = evaluation;
  assert.deepEqual(
    failures.map(({ id }) => id),
    cases.map(({ id }) => id),
  );
  assert.match(failures[0]?.error ?? '', /noModel/);
});

test('what was written in a repository is asked for and compared', async () => {
  const { root } = gitRepository(
    path.join(folder, 'own'),
    { 'sum.ts': 'export function sum(items: number[]): number {\n}\n' },
    {
      'sum.ts':
        'export function sum(items: number[]): number {\n  let total = 0;\n  for (const item of items) total += item;\n  return total;\n}\n',
    },
  );
  const { cases } = await repoCases(await openRepository(root), { limit: 5, seed: 1 });
  const strategies = [strategyNamed('editor')];
  const [evaluation] = await evaluate(engine, cases, { strategies, timeLimitMs });
  assert.ok(evaluation);
  assert.deepEqual(evaluation.failures, []);
  const { shown } = summarizeEvaluation(evaluation);
  assert.equal(shown.passAt1, null);
  assert.ok(shown.editSimilarity !== null);
});
