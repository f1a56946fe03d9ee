import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  findTrailingLoop,
  findTrailingRepeatedLine,
  findRepetition,
} from '../../../src/completion/generation/repetition.ts';

test('a loop is found and ends after its first unit', () => {
  assert.equal(findTrailingLoop('start: foo, foo, foo, foo, ', 4, 3), 'start: foo, '.length);
});

test('rulers and rows of dots are not loops', () => {
  assert.equal(findTrailingLoop('----------------------', 4, 3), undefined);
  assert.equal(findTrailingLoop('                      ', 4, 3), undefined);
});

test('a text that was built from a loop is recognized for any unit', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 3, maxLength: 20 }),
      fc.integer({ min: 4, max: 7 }),
      (unit, times) => {
        fc.pre(unit.trim().length === unit.length && new Set(unit).size > 1);
        fc.pre(/[a-z]/.test(unit));
        const length = findTrailingLoop(unit.repeat(times), 4, 3);
        assert.ok(length !== undefined && length <= unit.length + 3);
      },
    ),
  );
});

test('a repeated line contains words', () => {
  const line = '  call.it(with, arguments);';
  assert.equal(findTrailingRepeatedLine(`a\n${line}\n${line}\n`), `a\n${line}`.length);
  assert.equal(findTrailingRepeatedLine(`${line}\n${line}`), undefined);
  assert.equal(findTrailingRepeatedLine('{\n}\n}\n}\n'), undefined);
});

test('a short line counts as a repetition when it occurs three times', () => {
  assert.equal(findTrailingRepeatedLine('a\nb();\nb();\n'), undefined);
  assert.equal(findTrailingRepeatedLine('a\nb();\nb();\nb();\n'), 'a\nb();'.length);
});

test('rows of numbers are not a repetition', () => {
  assert.equal(findTrailingRepeatedLine('[0, 0, 0],\n[0, 0, 0],\n[0, 0, 0],\n'), undefined);
});

test('a loop of lines keeps its first iteration, and a looping line keeps nothing', () => {
  const turn = 'if (alpha.beta) {\n  gamma();\n}\n';
  assert.equal(findRepetition(turn.repeat(3)), turn.length);
  assert.equal(findRepetition('a\nb = 0, 0, 0, 0, 0, 0, 0, 0, 0, '), undefined);
  assert.equal(findRepetition('a\nb = cde, cde, cde, cde, '), 1);
});
