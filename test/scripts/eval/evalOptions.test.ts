import assert from 'node:assert/strict';
import test from 'node:test';
import { evalOptions } from '../../../scripts/eval/evalOptions.ts';

const usage = 'Usage: eval';
const ofSuite = { usage, hasSuite: true };
const ofRepository = { usage, hasSuite: false, limit: 100 };

test('what is said of the cases, the models and the rules is understood', () => {
  const args = ['a.jsonl', '--rules', '--model', 'a', '--model', 'b', '--time-limit', '5'];
  const options = evalOptions(ofSuite, [...args, '--suffix-gate', '--limit', '7']);
  assert.deepEqual([options.subject, options.models], ['a.jsonl', ['a', 'b']]);
  assert.deepEqual([options.timeLimitMs, options.rules, options.suffixGate], [5000, true, true]);
  assert.deepEqual(options.sampling, { limit: 7, seed: 1 });
});

test('what a command would ignore it refuses with its usage', () => {
  assert.equal(evalOptions(ofRepository, ['.', '--model', 'a']).sampling.limit, 100);
  const several = ['--model', 'a', '--model', 'b'];
  for (const args of [['--rules'], ['--rules', ...several], several, ['--time-limit', '3']]) {
    assert.throws(() => evalOptions(ofRepository, ['.', ...args]), { message: usage });
  }
  assert.throws(() => evalOptions(ofSuite, ['a.jsonl', ...several]), { message: usage });
  for (const args of [['--strategy', 'raw'], ['--results']]) {
    assert.throws(() => evalOptions(ofSuite, ['a.jsonl', '--rules', ...args]), { message: usage });
  }
  assert.throws(() => evalOptions(ofSuite, ['a.jsonl', '--rule']), /Unknown option '--rule'/);
});
