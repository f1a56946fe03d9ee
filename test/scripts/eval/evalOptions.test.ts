import assert from 'node:assert/strict';
import test from 'node:test';
import { parseEvalOptions } from '../../../scripts/eval/evalOptions.ts';

const usage = 'Usage: eval';
const suiteCommand = { usage, hasSuite: true };
const repositoryCommand = { usage, hasSuite: false, limit: 100 };

test('options about cases, models and rules are parsed', () => {
  const args = ['a.jsonl', '--rules', '--model', 'a', '--model', 'b', '--time-limit', '5'];
  const options = parseEvalOptions(suiteCommand, [...args, '--suffix-gate', '--limit', '7']);
  assert.deepEqual([options.subject, options.models], ['a.jsonl', ['a', 'b']]);
  assert.deepEqual(
    [options.timeLimitMs, options.rules, options.shouldFilterBySuffixOnCpu],
    [5000, true, true],
  );
  assert.deepEqual(options.sampling, { limit: 7, seed: 1 });
});

test('a command rejects options that it would ignore, with its usage', () => {
  assert.equal(parseEvalOptions(repositoryCommand, ['.', '--model', 'a']).sampling.limit, 100);
  const several = ['--model', 'a', '--model', 'b'];
  for (const args of [['--rules'], ['--rules', ...several], several, ['--time-limit', '3']]) {
    assert.throws(() => parseEvalOptions(repositoryCommand, ['.', ...args]), { message: usage });
  }
  assert.throws(() => parseEvalOptions(suiteCommand, ['a.jsonl', ...several]), { message: usage });
  for (const args of [['--strategy', 'raw'], ['--results']]) {
    assert.throws(() => parseEvalOptions(suiteCommand, ['a.jsonl', '--rules', ...args]), {
      message: usage,
    });
  }
  assert.throws(
    () => parseEvalOptions(suiteCommand, ['a.jsonl', '--rule']),
    /Unknown option '--rule'/,
  );
});
