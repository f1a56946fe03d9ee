import assert from 'node:assert/strict';
import test from 'node:test';
import { runTests } from '../../../scripts/eval/runTests.ts';
import { findPython } from '../../../scripts/eval/sandbox/interpreters.ts';
import { createCase, createInfill } from './evalFixture.ts';

const limitMs = 10_000;
const skip = (await findPython()) === undefined ? 'there is no python3 here' : false;

test('TypeScript is run without its types', async () => {
  const evalCase = createCase(
    'function twice(n: number): number {\n  return ║n + n║;\n}\n',
    'typescript',
    {
      tests: { kind: 'program', testCode: '\nconsole.assert(twice(2) === 4);\n' },
    },
  );
  assert.equal(await runTests(evalCase, createInfill('2 * (n as number)'), limitMs), true);
  assert.equal(await runTests(evalCase, createInfill('n'), limitMs), false);
  assert.equal(await runTests(evalCase, createInfill('((('), limitMs), false);
  assert.equal(await runTests(evalCase, createInfill(''), limitMs), false);
});

test('a suggestion that exits before the tests does not pass them', async () => {
  const evalCase = createCase('║║\n', 'javascript', {
    tests: { kind: 'program', testCode: '\nthrow new Error();\n' },
  });
  assert.equal(await runTests(evalCase, createInfill('return;'), limitMs), false);
  assert.equal(await runTests(evalCase, createInfill('process.exit(0);'), limitMs), false);
});

test('a program is run on each of its inputs', { skip }, async () => {
  const runs = [
    { input: '2\n', outputs: ['4'] },
    { input: '5', outputs: ['11', '10\r\n'] },
  ];
  const evalCase = createCase('n = int(input())\nprint(║n * 2║)\n', 'python', {
    tests: { kind: 'inputs', runs },
  });
  assert.equal(await runTests(evalCase, createInfill('n + n'), limitMs), true);
  assert.equal(await runTests(evalCase, createInfill('n + 2'), limitMs), false);
});

test('a case without tests has no result', async () => {
  assert.equal(await runTests(createCase('a║b║c'), createInfill('b'), limitMs), null);
});
