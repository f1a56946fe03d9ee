import assert from 'node:assert/strict';
import test from 'node:test';
import { scoreText } from '../../../../scripts/eval/score/scoreText.ts';
import { caseOf, fill } from '../evalFixture.ts';

const tail = caseOf('const total = items.║reduce(sum, 0)║;\nreturn total;\n');

test('the answer is exact, with blanks behind it too', async () => {
  for (const text of ['reduce(sum, 0)', 'reduce(sum, 0)  \n']) {
    const score = await scoreText(tail, fill(text));
    assert.equal(score.isExact, true);
    assert.equal(score.editSimilarity, 1);
    assert.equal(score.isWrong, false);
  }
});

test('what takes the place of a piece of the suffix is to say that piece too', async () => {
  assert.equal((await scoreText(tail, fill('reduce(sum, 0);', 1))).isExact, true);
  assert.equal((await scoreText(tail, fill('reduce(sum, 0)', 1))).isExact, false);
});

test('a beginning of the answer is not exact, and not wrong', async () => {
  const score = await scoreText(tail, fill('reduce('));
  assert.equal(score.isExact, false);
  assert.equal(score.isWrong, false);
});

test('a right first line counts, whatever follows', async () => {
  const lines = caseOf('║a();\nb();║\n');
  const score = await scoreText(lines, fill('a();\nc();'));
  assert.equal(score.isFirstLineExact, true);
  assert.equal(score.isExact, false);
  assert.equal(score.isWrong, false);
});

test('nothing is no hit and no harm', async () => {
  const score = await scoreText(tail, fill(''));
  assert.equal(score.isExact, false);
  assert.equal(score.editSimilarity, 0);
  assert.equal(score.isWrong, false);
  assert.deepEqual(score.damage, []);
  assert.equal(score.addsParseErrors, null);
});

test('line ends of any kind are the same', async () => {
  const windows = caseOf('if a:\r\n    ║b\r\n    c║\r\n', 'python');
  assert.equal((await scoreText(windows, fill('b\n    c'))).isExact, true);
});

test('errors count that neither the hole nor the true document has', async () => {
  assert.equal((await scoreText(tail, fill('map(x)'))).addsParseErrors, false);
  const whole = caseOf('f();\n║g();║\nh();\n');
  assert.equal((await scoreText(whole, fill('const = ;'))).addsParseErrors, true);
  assert.equal((await scoreText(whole, fill('const a = 1;'))).addsParseErrors, false);
});

test('a fill that leaves the hole broken has more errors than the true document', async () => {
  const open = caseOf('f(║a)║;\n', 'javascript');
  const score = await scoreText(open, fill('a'));
  assert.equal(score.hasMoreErrorsThanTrue, true);
  assert.equal(score.addsParseErrors, false);
});

test('Python is parsed too, and languages without a grammar are left open', async () => {
  const python = caseOf('def f():\n    ║return 1║\n', 'python');
  assert.equal((await scoreText(python, fill('return (('))).addsParseErrors, true);
  const go = caseOf('func f() {║ ║}\n', 'go');
  assert.equal((await scoreText(go, fill('return (('))).addsParseErrors, null);
});

test('without a known answer nothing is said about likeness', async () => {
  const open = caseOf('f(║║)', 'typescript', { answer: null });
  const score = await scoreText(open, fill('a'));
  assert.equal(score.isExact, null);
  assert.equal(score.isWrong, null);
});
