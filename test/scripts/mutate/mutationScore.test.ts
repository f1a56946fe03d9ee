import assert from 'node:assert/strict';
import test from 'node:test';
import {
  countOutcomes,
  formatScores,
  formatSurvivors,
  computeScorePercent,
  type MutantOutcome,
} from '../../../scripts/mutate/mutationScore.ts';

function mutant(status: string, line = 1, column = 1, end = { line, column }): MutantOutcome {
  return {
    status,
    fileName: 'src/a.ts',
    location: { start: { line, column }, end },
    replacement: 'false',
  };
}

test('a mutant is detected by a test that fails or does not end', () => {
  const score = countOutcomes(
    'confidence',
    ['Killed', 'Killed', 'Timeout', 'Survived', 'NoCoverage'].map((status) => mutant(status)),
  );
  assert.deepEqual(score, {
    area: 'confidence',
    killed: 2,
    timedOut: 1,
    survived: 1,
    uncovered: 1,
  });
  assert.equal(computeScorePercent(score), 60);
});

test('mutants that were ignored or did not compile do not count', () => {
  const score = countOutcomes(
    'confidence',
    ['Killed', 'Ignored', 'CompileError'].map((status) => mutant(status)),
  );
  assert.equal(computeScorePercent(score), 100);
  assert.equal(computeScorePercent(countOutcomes('confidence', [])), 100);
});

test('the summary has one line for each area', () => {
  const lines = formatScores([
    { area: 'confidence', killed: 2, timedOut: 0, survived: 1, uncovered: 0 },
    { area: 'window', killed: 10, timedOut: 0, survived: 0, uncovered: 0 },
  ]).split('\n');
  assert.deepEqual(
    lines.map((line) => line.split(/\s{2,}/).slice(0, 2)),
    [
      ['area', 'score'],
      ['confidence', '66.7 %'],
      ['window', '100.0 %'],
    ],
  );
});

test('a survivor is listed with its position, its code and the replacement', () => {
  const source = 'if (a <\n    b) c();\n';
  const survivors = formatSurvivors(
    [
      mutant('NoCoverage', 2, 8, { line: 2, column: 11 }),
      mutant('Killed'),
      mutant('Survived', 1, 5, { line: 2, column: 6 }),
    ],
    new Map([['src/a.ts', source]]),
  );
  assert.equal(
    survivors,
    'src/a.ts:1:5  a < b  →  false\nsrc/a.ts:2:8  c()  →  false (not covered)',
  );
});
