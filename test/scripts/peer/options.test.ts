import assert from 'node:assert/strict';
import test from 'node:test';
import { readOptions } from '../../../scripts/peer/options.ts';

test('all rows run by default, at the prompt length of the engine', () => {
  const { files, rows, promptLength, inFlight, window } = readOptions(['a.jsonl', 'b.jsonl']);
  assert.deepEqual(files, ['a.jsonl', 'b.jsonl']);
  assert.deepEqual([...rows], ['tramontane', 'llama.vscode', 'best']);
  assert.deepEqual([promptLength, inFlight, window], ['ours', 'close', 4096]);
});

test('rows are selected by name', () => {
  const { rows } = readOptions(['a.jsonl', '--rows', 'llama.vscode, tramontane']);
  assert.deepEqual([...rows].sort(), ['llama.vscode', 'tramontane']);
  for (const names of ['', 'server', 'tramontane,server']) {
    assert.throws(() => readOptions(['a.jsonl', '--rows', names]), /^Error: Usage/);
  }
});

test('the best row needs a prompt length without the row that provides it', () => {
  const best = ['a.jsonl', '--rows', 'best'];
  assert.throws(() => readOptions(best), /--prompt-length TOKENS/);
  assert.equal(readOptions([...best, '--prompt-length', '700']).promptLength, 700);
  assert.equal(readOptions([...best, '--prompt-length', 'window']).promptLength, 'window');
});

test('other values are rejected with the usage', () => {
  for (const line of [
    [],
    ['a.jsonl', '--window', '100'],
    ['a.jsonl', '--settle=-1'],
    ['a.jsonl', '--prompt-length', 'short'],
    ['a.jsonl', '--in-flight', 'wait'],
  ]) {
    assert.throws(() => readOptions(line), /^Error: Usage/);
  }
});
