import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { suffixFit } from '../../../src/completion/window/suffixFit.ts';

const below = ') {\n  return value;\n}\n';

const cases: readonly (readonly [name: string, block: string, behind: string, fit: string])[] = [
  ['the same text', below, below, 'same'],
  ['a block that was cut', below.slice(0, 10), below, 'same'],
  ['nothing behind the cursor, as before', '', '', 'same'],
  ['a line end behind the cursor at the end of a file', '', '\n', 'near'],
  ['an auto-closed bracket', below, `)${below}`, 'near'],
  ['a bracket that was typed over', below, below.slice(1), 'near'],
  ['a change far below', `${'line\n'.repeat(40)}a`, `${'line\n'.repeat(40)}b`, 'near'],
  ['a change in the next line', below, below.replace('return', 'yield'), 'far'],
  ['the next line', below, below.slice(below.indexOf('\n') + 1), 'far'],
  ['text where there was none', '', 'if (isDone) {', 'far'],
  ['no text where there was some', below, '', 'far'],
];

for (const [name, block, behind, fit] of cases) {
  test(`${name}: ${fit}`, () => {
    assert.equal(suffixFit(block, behind), fit);
  });
}

test('a block fits the text that it was read from, wherever it was cut', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.nat(40), (text, length) => {
      const block = text.slice(0, Math.max(1, length));
      assert.equal(suffixFit(block, text), 'same');
    }),
  );
});
