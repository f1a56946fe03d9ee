import assert from 'node:assert/strict';
import test from 'node:test';
import { scoreText } from '../../../../scripts/eval/score/scoreText.ts';
import { createCase, createInfill } from '../evalFixture.ts';

const tail = createCase('const total = items.║reduce(sum, 0)║;\nreturn total;\n');

test('the answer is exact, with or without blanks after it', async () => {
  for (const text of ['reduce(sum, 0)', 'reduce(sum, 0)  \n']) {
    const score = await scoreText(tail, createInfill(text));
    assert.equal(score.isExact, true);
    assert.equal(score.editSimilarity, 1);
    assert.equal(score.isWrong, false);
  }
});

test('a text that replaces a part of the suffix must contain that part', async () => {
  assert.equal((await scoreText(tail, createInfill('reduce(sum, 0);', 1))).isExact, true);
  assert.equal((await scoreText(tail, createInfill('reduce(sum, 0)', 1))).isExact, false);
});

test('a beginning of the answer is not exact, and not wrong', async () => {
  const score = await scoreText(tail, createInfill('reduce('));
  assert.equal(score.isExact, false);
  assert.equal(score.isWrong, false);
});

test('a correct first line counts, whatever follows', async () => {
  const lines = createCase('║a();\nb();║\n');
  const score = await scoreText(lines, createInfill('a();\nc();'));
  assert.equal(score.isFirstLineExact, true);
  assert.equal(score.isExact, false);
  assert.equal(score.isWrong, false);
});

test('an empty text is no hit and no damage', async () => {
  const score = await scoreText(tail, createInfill(''));
  assert.equal(score.isExact, false);
  assert.equal(score.editSimilarity, 0);
  assert.equal(score.isWrong, false);
  assert.deepEqual(score.damage, []);
  assert.equal(score.addsParseErrors, null);
});

test('line ends of any kind are the same', async () => {
  const windows = createCase('if a:\r\n    ║b\r\n    c║\r\n', 'python');
  assert.equal((await scoreText(windows, createInfill('b\n    c'))).isExact, true);
});

test('errors count if neither the hole nor the true document has them', async () => {
  assert.equal((await scoreText(tail, createInfill('map(x)'))).addsParseErrors, false);
  const whole = createCase('f();\n║g();║\nh();\n');
  assert.equal((await scoreText(whole, createInfill('const = ;'))).addsParseErrors, true);
  assert.equal((await scoreText(whole, createInfill('const a = 1;'))).addsParseErrors, false);
});

test('a text that leaves the hole broken has more errors than the true document', async () => {
  const open = createCase('f(║a)║;\n', 'javascript');
  const score = await scoreText(open, createInfill('a'));
  assert.equal(score.hasMoreErrorsThanTrue, true);
  assert.equal(score.addsParseErrors, false);
});

test('Python is parsed too, and languages without a grammar have no result', async () => {
  const python = createCase('def f():\n    ║return 1║\n', 'python');
  assert.equal((await scoreText(python, createInfill('return (('))).addsParseErrors, true);
  const go = createCase('func f() {║ ║}\n', 'go');
  assert.equal((await scoreText(go, createInfill('return (('))).addsParseErrors, null);
});

test('without a known answer there is no similarity', async () => {
  const open = createCase('f(║║)', 'typescript', { answer: null });
  const score = await scoreText(open, createInfill('a'));
  assert.equal(score.isExact, null);
  assert.equal(score.isWrong, null);
});
