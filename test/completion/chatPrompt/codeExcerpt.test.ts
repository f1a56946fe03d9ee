import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  createCodeExcerpt,
  computeExcerptLimit,
  removeSharedIndentation,
} from '../../../src/completion/chatPrompt/codeExcerpt.ts';

describe('createCodeExcerpt', () => {
  it('returns code that fits unchanged', () => {
    const excerpt = createCodeExcerpt('one\ntwo', 7);
    assert.deepEqual(excerpt, { code: 'one\ntwo', shownLines: 2, totalLines: 2, isCut: false });
  });

  it('truncates after the last whole line that fits, and counts the lines', () => {
    const excerpt = createCodeExcerpt('one\ntwo\nthree', 9);
    assert.deepEqual(excerpt, { code: 'one\ntwo', shownLines: 2, totalLines: 3, isCut: true });
  });

  it('truncates within the first line if that line alone is too long', () => {
    assert.equal(createCodeExcerpt('minified();more()', 11).code, 'minified();');
  });

  it('never splits a character', () => {
    assert.equal(createCodeExcerpt('ab😀cd', 3).code, 'ab');
  });

  it('returns a beginning of the code within the limit, for any code', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 20 }), (code, limit) => {
        const excerpt = createCodeExcerpt(code, limit);
        assert.ok(code.startsWith(excerpt.code));
        assert.ok(excerpt.code.length <= limit);
        assert.equal(excerpt.isCut, excerpt.code !== code);
      }),
    );
  });
});

describe('computeExcerptLimit', () => {
  it('grows with the window and leaves half of it for the rest', () => {
    assert.equal(computeExcerptLimit(4096), 5120);
    assert.ok(computeExcerptLimit(1024) < computeExcerptLimit(4096));
  });
});

describe('removeSharedIndentation', () => {
  it('moves a nested block to the left edge and keeps its shape', () => {
    assert.equal(removeSharedIndentation('    if (a) {\n      b();\n    }'), 'if (a) {\n  b();\n}');
  });

  it('ignores blank lines', () => {
    assert.equal(removeSharedIndentation('\tone\n\n  \n\ttwo'), 'one\n\n\ntwo');
  });

  it('removes nothing when tabs and spaces have no common beginning', () => {
    assert.equal(removeSharedIndentation('\tone\n  two'), '\tone\n  two');
  });

  it('changes nothing when it is applied twice', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('  ', '\t', 'x', '\n')), (parts) => {
        const once = removeSharedIndentation(parts.join(''));
        assert.equal(removeSharedIndentation(once), once);
      }),
    );
  });
});
