import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { LastCode } from '../../../src/completion/syntax/lastCode.ts';

test('the last characters of code are stored, with a blank only after words', () => {
  const last = new LastCode('');
  last.append('const  a =\n  b ');
  assert.equal(last.text, 'const a =b ');
  last.append('.return');
  assert.equal(last.text, ' a =b .return');
});

test('text that is passed as a whole leaves only its marker', () => {
  const last = new LastCode('a');
  last.append(' = ');
  last.replace('"');
  assert.equal(last.text, '"');
});

test('the result does not depend on the pieces of the code or the time of the query', () => {
  const pieces = fc.array(fc.constantFrom('a', 'return', ' ', '\n', '=', ';', 'word and word'), {
    maxLength: 600,
  });
  fc.assert(
    fc.property(pieces, fc.nat(40), (all, every) => {
      const whole = new LastCode('x');
      whole.append(all.join(''));
      const cut = new LastCode('x');
      for (const [index, piece] of all.entries()) {
        cut.append(piece);
        if (index % (every + 1) === every) assert.equal(typeof cut.text, 'string');
      }
      assert.equal(cut.text, whole.text);
    }),
  );
});
