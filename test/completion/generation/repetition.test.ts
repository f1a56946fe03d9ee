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

test('a loop ends after its first unit, however often that is repeated', () => {
  for (const times of [4, 5, 9]) {
    assert.equal(findTrailingLoop(`start: ${'foo, '.repeat(times)}`, 4, 3), 'start: foo, '.length);
  }
  assert.equal(findTrailingLoop('start: foo, foo, foo, ', 4, 3), undefined);
});

test('units that differ in their first character are no loop', () => {
  assert.equal(findTrailingLoop('xbc abc abc abc ', 4, 3), undefined);
});

test('a unit has at most 160 characters', () => {
  const unit = (length: number) =>
    Array.from({ length }, (_, index) => String.fromCharCode(0x4e00 + index)).join('');
  assert.equal(findTrailingLoop(unit(160).repeat(3), 3, 30), 160);
  assert.equal(findTrailingLoop(unit(161).repeat(3), 3, 30), undefined);
});

test('runs of a letter, letters between blanks and numbers after words are no loops', () => {
  assert.equal(findTrailingLoop('aaaaaaaaaaaaaaaaaaaaaa', 4, 3), undefined);
  assert.equal(findTrailingLoop('a  a  a  a  ', 4, 3), undefined);
  assert.equal(findTrailingLoop('table of values 0, 1, 0, 1, 0, 1, 0, 1, ', 4, 3), undefined);
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

test('a line is long from 24 characters on, blanks around it not counted', () => {
  const twice = (line: string) => findTrailingRepeatedLine(`${line}\n${line}\n`);
  const [long, short] = ['call(first, and.second);', 'call(first, and.third);'];
  assert.deepEqual([long.length, short.length], [24, 23]);
  assert.equal(twice(long), 24);
  assert.equal(twice(short), undefined);
  assert.equal(twice(`  ${short}  `), undefined);
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
