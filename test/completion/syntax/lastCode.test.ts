import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { LastCode } from '../../../src/completion/syntax/lastCode.ts';

test('of code its last characters are remembered, with a blank behind words alone', () => {
  const last = new LastCode('');
  last.saw('const  a =\n  b ');
  assert.equal(last.text, 'const a =b ');
  last.saw('.return');
  assert.equal(last.text, ' a =b .return');
});

test('what was passed as a whole leaves its sign alone', () => {
  const last = new LastCode('a');
  last.saw(' = ');
  last.sawOther('"');
  assert.equal(last.text, '"');
});

test('into which pieces the code was cut, and when it is asked for, makes no difference', () => {
  const pieces = fc.array(fc.constantFrom('a', 'return', ' ', '\n', '=', ';', 'word and word'), {
    maxLength: 600,
  });
  fc.assert(
    fc.property(pieces, fc.nat(40), (all, every) => {
      const whole = new LastCode('x');
      whole.saw(all.join(''));
      const cut = new LastCode('x');
      for (const [index, piece] of all.entries()) {
        cut.saw(piece);
        if (index % (every + 1) === every) assert.equal(typeof cut.text, 'string');
      }
      assert.equal(cut.text, whole.text);
    }),
  );
});
