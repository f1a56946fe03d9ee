import assert from 'node:assert/strict';
import test from 'node:test';
import { evalTable } from '../../../scripts/eval/evalTable.ts';
import type { EvalResult, Scored } from '../../../scripts/eval/evaluate.ts';
import { ruleTable } from '../../../scripts/eval/ruleTable.ts';
import { summarizeEvaluation } from '../../../scripts/eval/summary.ts';

function scored(difference: Partial<Scored> = {}): Scored {
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
    ...difference,
  };
}

function resultOf(difference: Partial<EvalResult> = {}): EvalResult {
  return {
    id: 'one',
    kind: 'line-tail',
    language: 'python',
    isMidWord: false,
    reason: null,
    droppedBy: null,
    confidence: null,
    shown: scored(),
    raw: scored(),
    costs: {
      requests: 1,
      decodedTokens: 4,
      wastedTokens: 1,
      evaluatedTokens: 9,
      judgedTokens: 0,
      ms: [5],
    },
    ...difference,
  };
}

const nothing = scored({
  text: '',
  isExact: false,
  editSimilarity: 0,
  isFirstLineExact: false,
  addsParseErrors: null,
  passes: false,
});

test('nothing shown is no hit, and no harm', () => {
  const hidden = resultOf({ shown: nothing, raw: scored({ damage: ['line'] }), reason: 'blank' });
  const summary = summarizeEvaluation({ results: [resultOf(), hidden], failures: [] });
  assert.equal(summary.shown.share, 0.5);
  assert.equal(summary.shown.exactMatch, 0.5);
  assert.equal(summary.shown.passAt1, 0.5);
  assert.equal(summary.shown.suffixDamage, 0);
  assert.equal(summary.raw.suffixDamage, 0.5);
  assert.deepEqual(summary.nothing, { blank: 1 });
  assert.equal(summary.decodedTokens, 8);
});

test('what nobody can tell is in no share', () => {
  const results = [resultOf(), resultOf({ shown: scored({ passes: null }) })];
  assert.equal(summarizeEvaluation({ results, failures: [] }).shown.passAt1, 1);
  const open = [resultOf({ shown: scored({ passes: null }) })];
  assert.equal(summarizeEvaluation({ results: open, failures: [] }).shown.passAt1, null);
});

test('cases are kept apart by kind, by language, and by the cursor in a word', () => {
  const other = resultOf({ kind: 'block', language: 'typescript', isMidWord: true });
  const { byKind, byLanguage, midWord } = summarizeEvaluation({
    results: [resultOf(), resultOf(), other],
    failures: [],
  });
  assert.equal(byKind['line-tail']?.cases, 2);
  assert.equal(byKind['block']?.cases, 1);
  assert.equal(byLanguage['typescript']?.cases, 1);
  assert.equal(midWord.cases, 1);
});

test('cases that could not be run are counted and are in no other figure', () => {
  const { id, kind, language, isMidWord } = resultOf();
  const failed = { id, kind, language, isMidWord, error: 'gone' };
  const summary = summarizeEvaluation({ results: [resultOf()], failures: [failed] });
  assert.equal(summary.cases, 2);
  assert.equal(summary.failed, 1);
  assert.equal(summary.shown.exactMatch, 1);
  assert.match(evalTable(summary), /1 cases could not be run/);
});

test('a rule that changed nothing is marked, and each model has a column', () => {
  const editor = summarizeEvaluation({ results: [resultOf()], failures: [] });
  const worse = summarizeEvaluation({ results: [resultOf({ shown: nothing })], failures: [] });
  const names = ['editor', 'no-healing', 'no-blank'];
  const summaries = new Map([
    ['editor', editor],
    ['no-healing', worse],
    ['no-blank', editor],
  ]);
  const rows = ruleTable(names, [{ model: 'small.gguf', summaries }])
    .trimEnd()
    .split('\n');
  assert.equal(rows.length, names.length + 2);
  assert.equal(rows[0], '| strategy | small.gguf | Mistral 7B |');
  assert.match(rows[3] ?? '', /^\| no-healing \| 0\.0 · 0\.0 · /);
  assert.equal(rows[4], '| no-blank | = |  |');
});
