import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  loopAtEnd,
  repeatedLineAtEnd,
  repetitionAt,
} from '../../../src/completion/generation/repetition.ts';

test('a loop is found and ends after its first unit', () => {
  assert.equal(loopAtEnd('start: foo, foo, foo, foo, ', 4, 3), 'start: foo, '.length);
});

test('rulers and rows of dots are no loops', () => {
  assert.equal(loopAtEnd('----------------------', 4, 3), undefined);
  assert.equal(loopAtEnd('                      ', 4, 3), undefined);
});

test('a text that was built from a loop is recognized whatever the unit', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 3, maxLength: 20 }),
      fc.integer({ min: 4, max: 7 }),
      (unit, times) => {
        fc.pre(unit.trim().length === unit.length && new Set(unit).size > 1);
        fc.pre(/[a-z]/.test(unit));
        const length = loopAtEnd(unit.repeat(times), 4, 3);
        assert.ok(length !== undefined && length <= unit.length + 3);
      },
    ),
  );
});

test('a repeated line is one with words in it', () => {
  const line = '  call.it(with, arguments);';
  assert.equal(repeatedLineAtEnd(`a\n${line}\n${line}\n`), `a\n${line}`.length);
  assert.equal(repeatedLineAtEnd(`${line}\n${line}`), undefined);
  assert.equal(repeatedLineAtEnd('{\n}\n}\n}\n'), undefined);
});

test('a short line is a repetition when it stands there three times', () => {
  assert.equal(repeatedLineAtEnd('a\nb();\nb();\n'), undefined);
  assert.equal(repeatedLineAtEnd('a\nb();\nb();\nb();\n'), 'a\nb();'.length);
});

test('rows of numbers are no repetition', () => {
  assert.equal(repeatedLineAtEnd('[0, 0, 0],\n[0, 0, 0],\n[0, 0, 0],\n'), undefined);
});

test('a loop of lines keeps its first turn, a line that runs in circles nothing', () => {
  const turn = 'if (alpha.beta) {\n  gamma();\n}\n';
  assert.equal(repetitionAt(turn.repeat(3)), turn.length);
  assert.equal(repetitionAt('a\nb = 0, 0, 0, 0, 0, 0, 0, 0, 0, '), undefined);
  assert.equal(repetitionAt('a\nb = cde, cde, cde, cde, '), 1);
});
