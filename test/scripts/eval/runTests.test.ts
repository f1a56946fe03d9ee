import assert from 'node:assert/strict';
import test from 'node:test';
import { passesTests } from '../../../scripts/eval/runTests.ts';
import { findPython } from '../../../scripts/eval/sandbox/interpreters.ts';
import { caseOf, fill } from './evalFixture.ts';

const limitMs = 10_000;
const skip = (await findPython()) === undefined ? 'there is no python3 here' : false;

test('TypeScript is run without its types', async () => {
  const drawn = caseOf(
    'function twice(n: number): number {\n  return ║n + n║;\n}\n',
    'typescript',
    {
      tests: { kind: 'program', behind: '\nconsole.assert(twice(2) === 4);\n' },
    },
  );
  assert.equal(await passesTests(drawn, fill('2 * (n as number)'), limitMs), true);
  assert.equal(await passesTests(drawn, fill('n'), limitMs), false);
  assert.equal(await passesTests(drawn, fill('((('), limitMs), false);
  assert.equal(await passesTests(drawn, fill(''), limitMs), false);
});

test('a fill that leaves before the tests does not pass them', async () => {
  const drawn = caseOf('║║\n', 'javascript', {
    tests: { kind: 'program', behind: '\nthrow new Error();\n' },
  });
  assert.equal(await passesTests(drawn, fill('return;'), limitMs), false);
  assert.equal(await passesTests(drawn, fill('process.exit(0);'), limitMs), false);
});

test('a program is run on each of its inputs', { skip }, async () => {
  const runs = [
    { input: '2\n', outputs: ['4'] },
    { input: '5', outputs: ['11', '10\r\n'] },
  ];
  const drawn = caseOf('n = int(input())\nprint(║n * 2║)\n', 'python', {
    tests: { kind: 'inputs', runs },
  });
  assert.equal(await passesTests(drawn, fill('n + n'), limitMs), true);
  assert.equal(await passesTests(drawn, fill('n + 2'), limitMs), false);
});

test('what has no tests is left open', async () => {
  assert.equal(await passesTests(caseOf('a║b║c'), fill('b'), limitMs), null);
});
