import assert from 'node:assert/strict';
import test from 'node:test';
import { formatEvalTable } from '../../../scripts/eval/evalTable.ts';
import type { EvalResult, EvalScore } from '../../../scripts/eval/evaluate.ts';
import { formatRuleTable } from '../../../scripts/eval/ruleTable.ts';
import { summarizeEvaluation } from '../../../scripts/eval/summary.ts';

function createScore(overrides: Partial<EvalScore> = {}): EvalScore {
  return {
    text: 'x',
    replaces: 0,
    isExact: true,
    editSimilarity: 1,
    isFirstLineExact: true,
    isWrong: false,
    damage: [],
    isUnbalanced: false,
    addsParseErrors: false,
    hasMoreErrorsThanTrue: false,
    passes: true,
    ...overrides,
  };
}

function createResult(overrides: Partial<EvalResult> = {}): EvalResult {
  return {
    id: 'one',
    kind: 'line-tail',
    language: 'python',
    isMidWord: false,
    reason: null,
    droppedBy: null,
    confidence: null,
    suggestion: createScore(),
    raw: createScore(),
    costs: {
      requests: 1,
      decodedTokens: 4,
      wastedTokens: 1,
      evaluatedTokens: 9,
      suffixFilterTokens: 0,
      ms: [5],
    },
    ...overrides,
  };
}

const emptyScore = createScore({
  text: '',
  isExact: false,
  editSimilarity: 0,
  isFirstLineExact: false,
  addsParseErrors: null,
  passes: false,
});

test('an empty suggestion is no hit, and no damage', () => {
  const hidden = createResult({
    suggestion: emptyScore,
    raw: createScore({ damage: ['line'] }),
    reason: 'blank',
  });
  const summary = summarizeEvaluation({ results: [createResult(), hidden], failures: [] });
  assert.equal(summary.shown.share, 0.5);
  assert.equal(summary.shown.exactMatch, 0.5);
  assert.equal(summary.shown.passAt1, 0.5);
  assert.equal(summary.shown.suffixDamage, 0);
  assert.equal(summary.raw.suffixDamage, 0.5);
  assert.deepEqual(summary.nothing, { blank: 1 });
  assert.equal(summary.decodedTokens, 8);
});

test('unknown values are in no share', () => {
  const results = [createResult(), createResult({ suggestion: createScore({ passes: null }) })];
  assert.equal(summarizeEvaluation({ results, failures: [] }).shown.passAt1, 1);
  const open = [createResult({ suggestion: createScore({ passes: null }) })];
  assert.equal(summarizeEvaluation({ results: open, failures: [] }).shown.passAt1, null);
});

test('cases are grouped by kind, by language, and by a cursor within a word', () => {
  const other = createResult({ kind: 'block', language: 'typescript', isMidWord: true });
  const { byKind, byLanguage, midWord } = summarizeEvaluation({
    results: [createResult(), createResult(), other],
    failures: [],
  });
  assert.equal(byKind['line-tail']?.cases, 2);
  assert.equal(byKind['block']?.cases, 1);
  assert.equal(byLanguage['typescript']?.cases, 1);
  assert.equal(midWord.cases, 1);
});

test('cases that could not be run are counted and are in no other figure', () => {
  const { id, kind, language, isMidWord } = createResult();
  const failed = { id, kind, language, isMidWord, error: 'gone' };
  const summary = summarizeEvaluation({ results: [createResult()], failures: [failed] });
  assert.equal(summary.cases, 2);
  assert.equal(summary.failed, 1);
  assert.equal(summary.shown.exactMatch, 1);
  assert.match(formatEvalTable(summary), /1 cases could not be run/);
});

test('a rule without an effect is marked, and each model has a column', () => {
  const editor = summarizeEvaluation({ results: [createResult()], failures: [] });
  const worse = summarizeEvaluation({
    results: [createResult({ suggestion: emptyScore })],
    failures: [],
  });
  const names = ['editor', 'no-healing', 'no-blank'];
  const summaries = new Map([
    ['editor', editor],
    ['no-healing', worse],
    ['no-blank', editor],
  ]);
  const rows = formatRuleTable(names, [{ model: 'small.gguf', summaries }])
    .trimEnd()
    .split('\n');
  assert.equal(rows.length, names.length + 2);
  assert.equal(rows[0], '| strategy | small.gguf | Mistral 7B |');
  assert.match(rows[3] ?? '', /^\| no-healing \| 0\.0 · 0\.0 · /);
  assert.equal(rows[4], '| no-blank | = |  |');
});
