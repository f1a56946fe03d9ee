import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { loopAtEnd, repeatedLineAtEnd } from '../../../src/completion/generation/repetition.ts';

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
        const length = loopAtEnd(unit.repeat(times), 4, 3);
        assert.ok(length !== undefined && length <= unit.length + 3);
      },
    ),
  );
});

test('a repeated line is one with words in it', () => {
  assert.equal(repeatedLineAtEnd('a\nfoo();\nfoo();\n'), 'a\nfoo();'.length);
  assert.equal(repeatedLineAtEnd('{\n}\n}\n'), undefined);
  assert.equal(repeatedLineAtEnd('foo();\nfoo();'), undefined);
});
