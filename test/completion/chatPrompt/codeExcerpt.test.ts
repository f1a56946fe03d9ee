import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  codeExcerpt,
  excerptLimit,
  withoutSharedIndentation,
} from '../../../src/completion/chatPrompt/codeExcerpt.ts';

describe('codeExcerpt', () => {
  it('leaves code alone that fits', () => {
    const excerpt = codeExcerpt('one\ntwo', 7);
    assert.deepEqual(excerpt, { code: 'one\ntwo', shownLines: 2, totalLines: 2, isCut: false });
  });

  it('cuts after the last whole line that fits, and counts the lines', () => {
    const excerpt = codeExcerpt('one\ntwo\nthree', 9);
    assert.deepEqual(excerpt, { code: 'one\ntwo', shownLines: 2, totalLines: 3, isCut: true });
  });

  it('cuts inside of a first line that alone is too long', () => {
    assert.equal(codeExcerpt('minified();more()', 11).code, 'minified();');
  });

  it('never cuts a character in two', () => {
    assert.equal(codeExcerpt('ab😀cd', 3).code, 'ab');
  });

  it('is a beginning of the code within the limit, whatever the code', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 20 }), (code, limit) => {
        const excerpt = codeExcerpt(code, limit);
        assert.ok(code.startsWith(excerpt.code));
        assert.ok(excerpt.code.length <= limit);
        assert.equal(excerpt.isCut, excerpt.code !== code);
      }),
    );
  });
});

describe('excerptLimit', () => {
  it('grows with the window and leaves half of it for the rest', () => {
    assert.equal(excerptLimit(4096), 5120);
    assert.ok(excerptLimit(1024) < excerptLimit(4096));
  });
});

describe('withoutSharedIndentation', () => {
  it('moves a nested block to the left edge and keeps its shape', () => {
    assert.equal(
      withoutSharedIndentation('    if (a) {\n      b();\n    }'),
      'if (a) {\n  b();\n}',
    );
  });

  it('pays no heed to blank lines', () => {
    assert.equal(withoutSharedIndentation('\tone\n\n  \n\ttwo'), 'one\n\n\ntwo');
  });

  it('takes nothing away where tabs and spaces have nothing in common', () => {
    assert.equal(withoutSharedIndentation('\tone\n  two'), '\tone\n  two');
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('  ', '\t', 'x', '\n')), (parts) => {
        const once = withoutSharedIndentation(parts.join(''));
        assert.equal(withoutSharedIndentation(once), once);
      }),
    );
  });
});
