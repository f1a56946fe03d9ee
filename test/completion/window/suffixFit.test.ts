import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { compareSuffix, type SuffixFit } from '../../../src/completion/window/suffixFit.ts';

const short = ') {\n  return value;\n}\n';
/** Text that is longer than the part that must agree. */
const long = 'line of code\n'.repeat(20);

const cases: readonly (readonly [name: string, block: string, after: string, fit: SuffixFit])[] = [
  ['the same text', short, short, 'same'],
  ['a block that was cut', short.slice(0, 10), short, 'same'],
  ['no text after the cursor, as before', '', '', 'same'],
  ['a line end after the cursor at the end of a file', '', '\n', 'near'],
  ['the line end of a file, above other text', '\n', `\n${short}`, 'far'],
  ['a change far below the cursor', `${long}a`, `${long}b`, 'near'],
  ['text that was cut far below the cursor', `${long}end`, long, 'near'],
  ['a bracket that the editor closed', short, `)${short}`, 'far'],
  ['a bracket that the editor closed before a long block', long, `)${long}`, 'far'],
  ['a bracket that was typed over', short, short.slice(1), 'far'],
  ['a quote that was typed over before a long block', `"${long}`, long, 'far'],
  ['a change in the next line', short, short.replace('return', 'yield'), 'far'],
  ['a change 100 code units after the cursor', long, changeCodeUnit(long, 100), 'far'],
  ['the next line', short, short.slice(short.indexOf('\n') + 1), 'far'],
  ['text where there was none', '', 'if (isDone) {', 'far'],
  ['no text where there was some', short, '', 'far'],
];

function changeCodeUnit(text: string, position: number): string {
  return `${text.slice(0, position)}#${text.slice(position + 1)}`;
}

for (const [name, block, after, fit] of cases) {
  test(`${name}: ${fit}`, () => {
    assert.equal(compareSuffix(block, after), fit);
  });
}

test('a block fits the text that it was read from, wherever it is cut', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.nat(40), (text, length) => {
      const block = text.slice(0, Math.max(1, length));
      fc.pre(block === text || block.trim() !== '');
      assert.equal(compareSuffix(block, text), 'same');
    }),
  );
});

test('a changed code unit is near from 160 code units after the cursor on, and far before that', () => {
  fc.assert(
    fc.property(fc.nat(long.length - 1), (position) => {
      const fit = position < 160 ? 'far' : 'near';
      assert.equal(compareSuffix(long, changeCodeUnit(long, position)), fit);
    }),
  );
});

test('text inserted at the cursor is never near', () => {
  const block = fc.stringMatching(/^[a-c)\n]{1,300}$/);
  fc.assert(
    fc.property(block, fc.constantFrom('(', '{', '"', 'x\n'), (text, inserted) => {
      assert.equal(compareSuffix(text, inserted + text), 'far');
    }),
  );
});
