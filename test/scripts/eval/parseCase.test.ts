import assert from 'node:assert/strict';
import test from 'node:test';
import { isMidWord } from '../../../scripts/eval/evalCase.ts';
import { parseCase } from '../../../scripts/eval/parseCase.ts';

test('a case of human-eval-infilling is Python, and its test calls the function', () => {
  const found = parseCase(
    {
      task_id: 'SingleLineInfilling/HumanEval/7/L0',
      entry_point: 'twice',
      prompt: 'def twice(n):\n',
      canonical_solution: '    return n + n\n',
      suffix: '\nprint(1)\n',
      test: 'def check(candidate):\n    assert candidate(2) == 4\n',
    },
    1,
  );
  assert.equal(found.kind, 'single-line');
  assert.equal(found.language.id, 'python');
  assert.match(found.tests?.kind === 'program' ? found.tests.testCode : '', /\ncheck\(twice\)\n$/);
});

test('the line end of missing whole lines belongs to the document', () => {
  const fields = { task_id: 'x', prompt: 'a\n', canonical_solution: 'b\n', suffix: 'c\n' };
  const { prefix, answer, suffix } = parseCase(fields, 1);
  assert.deepEqual([prefix, answer, suffix], ['a\n', 'b', '\nc\n']);
});

test('a hole within a line stays as it is', () => {
  const fields = { task_id: 'x', prompt: 'a = ', canonical_solution: 'b\n', suffix: 'c\n' };
  const { prefix, answer, suffix } = parseCase(fields, 1);
  assert.deepEqual([prefix, answer, suffix], ['a = ', 'b\n', 'c\n']);
});

test('the kinds of infilling suites are recognized by their names', () => {
  const parseKind = (id: string) =>
    parseCase({ task_id: id, prompt: '', canonical_solution: '', suffix: '' }, 1).kind;
  assert.equal(parseKind('MultiLineInfilling/HumanEval/0/L0_L0'), 'multi-line');
  assert.equal(parseKind('RandomSpanInfillingLight/HumanEval/0/1'), 'random-span-light');
});

test('a case of js-ts-infilling names its language and kind', () => {
  const found = parseCase(
    {
      task_id: 'line-tail/ts/own/1',
      language: 'ts',
      kind: 'line-tail',
      prompt: 'const a',
      suffix: ';\n',
      canonical_solution: ' = 1',
      test: 'console.assert(a === 1)',
    },
    1,
  );
  assert.equal(found.language.id, 'typescript');
  assert.equal(found.kind, 'line-tail');
  assert.equal(found.file, 'case.ts');
});

test('a case of SAFIM is split at its placeholder, and runs on its inputs', () => {
  const found = parseCase(
    {
      task_id: 'block_completion_000001',
      lang: 'python',
      eval_prompt: 'n = int(input())\r\n{{completion}}\r\n',
      ground_truth: 'print(n)',
      unit_tests: [{ input: '4', output: ['4'] }],
    },
    1,
  );
  assert.deepEqual([found.prefix, found.suffix], ['n = int(input())\r\n', '\r\n']);
  assert.equal(found.kind, 'block');
  assert.deepEqual(found.tests, { kind: 'inputs', runs: [{ input: '4', outputs: ['4'] }] });
});

test('calls of libraries in languages that do not run here have no tests', () => {
  const found = parseCase(
    {
      task_id: 'api_completion_000001',
      lang: 'csharp',
      eval_prompt: 'var a = {{completion}};',
      ground_truth: 'B.C()',
      unit_tests: [],
    },
    1,
  );
  assert.equal(found.tests, null);
  assert.equal(found.maxTokens, 64);
});

test('a case of MBPP shows the task, the tests and the signature that they call', () => {
  const found = parseCase(
    {
      task_id: 3,
      text: 'Write a function to add.',
      code: 'def helper(a):\r\n  return a\r\ndef add(a, b):\r\n  return a + b',
      test_list: ['assert add(1, 2) == 3'],
      test_setup_code: 'import math',
    },
    1,
  );
  assert.match(found.prefix, /^"""\nWrite a function to add\.\nassert add\(1, 2\) == 3\n"""\n/);
  assert.ok(found.prefix.endsWith('def add(a, b):\n'));
  assert.equal(found.form, 'function');
  assert.match(
    found.tests?.kind === 'program' ? found.tests.testCode : '',
    /import math\nassert add/,
  );
});

test('functions are recognized by their prompts, and their language by field or name', () => {
  const parseLanguage = (fields: Record<string, unknown>) =>
    parseCase({ prompt: 'x', ...fields }, 1).language.id;
  assert.equal(parseLanguage({ task_id: 'HumanEval/0' }), 'python');
  assert.equal(parseLanguage({ task_id: 'JavaScript/0' }), 'javascript');
  assert.equal(parseLanguage({ task_id: 'MBTSP/1', language: 'typescript' }), 'typescript');
  assert.equal(parseLanguage({ task_id: 'HumanEval_89_encrypt', language: 'js' }), 'javascript');
  assert.equal(parseLanguage({ task_id: 'Go/1' }), 'go');
});

test('an invalid case is rejected with the missing field', () => {
  assert.throws(() => parseCase({}, 1), /no format/);
  assert.throws(() => parseCase({ prompt: 'a', suffix: 'b' }, 1), /canonical_solution/);
  assert.throws(() => parseCase({ eval_prompt: 'a' }, 1), /completion/);
});

test('a cursor is within a word when both sides of it belong to the word', () => {
  assert.ok(isMidWord({ prefix: 'const nu', answer: 'mber = 1' }));
  assert.ok(isMidWord({ prefix: 'wert_ä', answer: 'ö' }));
  assert.ok(!isMidWord({ prefix: 'const ', answer: 'number' }));
  assert.ok(!isMidWord({ prefix: 'const number', answer: ' = 1' }));
  assert.ok(!isMidWord({ prefix: 'a', answer: null }));
});
