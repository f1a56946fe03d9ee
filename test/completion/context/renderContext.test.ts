import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { ContextPiece } from '../../../src/completion/context/contextPiece.ts';
import {
  fileHeading,
  renderContext,
  type ContextStyle,
} from '../../../src/completion/context/renderContext.ts';

/** Counts tokens: each word and each line end is one. */
const countTokens = (text: string) => text.match(/\S+|\n/g)?.length ?? 0;

function render(
  pieces: readonly ContextPiece[],
  tokens = 1000,
  style: ContextStyle = 'comment',
  language = 'typescript',
) {
  return renderContext(pieces, { tokens, countTokens, language, style });
}

function piece(kind: ContextPiece['kind'], path: string, text: string): ContextPiece {
  return { kind, path, text, why: 'because' };
}

const lines = (count: number, word: string) =>
  Array.from({ length: count }, (_, index) => `${word}${index}`).join('\n');

test('a piece stands under its path, as a comment of the language', () => {
  const pieces = [piece('similar', 'src/a.ts', 'let a = 1;\n')];
  assert.equal(render(pieces).text, '// src/a.ts\nlet a = 1;\n');
  assert.equal(render(pieces, 99, 'comment', 'python').text, '# src/a.ts\nlet a = 1;\n');
  assert.equal(render(pieces, 99, 'comment', 'html').text, '<!-- src/a.ts -->\nlet a = 1;\n');
});

test('Codestral is told the path as it was trained', () => {
  const { text } = render([piece('similar', 'src/a.ts', 'let a;')], 99, 'codestral');
  assert.equal(text, '+++++ src/a.ts\nlet a;\n');
});

test('a line of a file that looks like a heading of Codestral is none', () => {
  const { text } = render([piece('similar', 'a.ts', 'x\n+++++ b.ts\ny')], 99, 'codestral');
  assert.equal(text.match(/^\+{5} /gm)?.length, 1);
});

test('a path can end neither its line nor its comment', () => {
  assert.equal(fileHeading('a\nb.ts', 'typescript', 'comment'), '// a b.ts\n');
  assert.equal(fileHeading('a\u2028b', 'typescript', 'codestral'), '+++++ a b\n');
  assert.equal(fileHeading('a*/b.css', 'css', 'comment'), '/* a* /b.css */\n');
});

test('definitions come first, then what is similar, recent edits, cells and diagnostics', () => {
  const { pieces } = render([
    piece('diagnostic', '', 'Error: no'),
    piece('cell', '', 'near'),
    piece('recent', 'b.ts', 'r'),
    piece('similar', 'c.ts', 's'),
    piece('cell', '', 'far'),
    piece('definition', 'z.ts', 'z'),
    piece('definition', 'a.ts', 'a'),
  ]);
  assert.deepEqual(
    pieces.map(({ piece: { text } }) => text),
    ['a', 'z', 's', 'r', 'far', 'near', 'Error: no'],
  );
});

test('cells are told apart, and problems are comments', () => {
  const pieces = [piece('cell', '', 'x = 1'), piece('diagnostic', '', 'Error: bad\nWarning: odd')];
  assert.equal(
    render(pieces, 99, 'comment', 'python').text,
    '# %%\nx = 1\n# Error: bad\n# Warning: odd\n',
  );
});

test('a whole piece further down goes before a part of one further up', () => {
  const { pieces } = render(
    [piece('similar', 'large.ts', lines(40, 'a')), piece('similar', 'small.ts', lines(5, 'b'))],
    40,
  );
  assert.deepEqual(
    pieces.map(({ piece: { path } }) => path),
    ['small.ts'],
  );
});

test('what is left is filled with a part of the most telling that did not fit', () => {
  const { text, pieces } = render([piece('similar', 'large.ts', lines(100, 'a'))], 60);
  assert.equal(pieces.length, 1);
  assert.ok(text.startsWith('// large.ts\na0\na1\n'));
  assert.ok(countTokens(text) > 50);
});

test('of a cell that is too long the end is kept', () => {
  const { text } = render([piece('cell', '', lines(100, 'a'))], 60, 'comment', 'python');
  assert.ok(text.endsWith('a98\na99\n'));
  assert.ok(text.startsWith('# %%\na'));
});

test('the nearest cells are kept when the budget is short', () => {
  const cells = [3, 2, 1].map((index) => piece('cell', '', lines(10, `cell${index}_`)));
  const { pieces } = render(cells, 55, 'comment', 'python');
  assert.deepEqual(
    pieces.map((rendered) => rendered.piece),
    [cells[1], cells[0]],
  );
});

test('without room there is nothing', () => {
  assert.equal(render([piece('similar', 'a.ts', 'text')], 0).text, '');
  assert.equal(render([piece('similar', 'a.ts', ' \n ')]).text, '');
});

const anyPiece = fc.record({
  kind: fc.constantFrom<ContextPiece['kind']>(
    'definition',
    'similar',
    'recent',
    'diagnostic',
    'cell',
  ),
  path: fc.constantFrom('', 'a.ts', 'lib/b.ts', 'c\n.ts'),
  text: fc
    .array(fc.constantFrom('let a', '', 'b', '+++++ x', '// y', '  c d e', '\r'))
    .map((parts) => parts.join('\n')),
  why: fc.constant(''),
});
const anyStyle = fc.constantFrom<ContextStyle>('comment', 'codestral');

test('the budget is never exceeded, and the text is that of the pieces in order', () => {
  fc.assert(
    fc.property(fc.array(anyPiece), fc.nat(200), anyStyle, (pieces, tokens, style) => {
      const rendered = render(pieces, tokens, style);
      assert.ok(countTokens(rendered.text) <= tokens);
      assert.equal(rendered.text, rendered.pieces.map(({ text }) => text).join(''));
      for (const { text, tokens: cost } of rendered.pieces) {
        assert.equal(cost, countTokens(text));
        assert.ok(text.endsWith('\n'));
      }
    }),
  );
});

test('the budget holds where texts cost more together than apart', () => {
  const together = (text: string) => countTokens(text) + (text.match(/\/\/ /g)?.length ?? 0) ** 2;
  fc.assert(
    fc.property(fc.array(anyPiece), fc.nat(100), (pieces, tokens) => {
      const options = { tokens, countTokens: together, language: 'go', style: 'comment' } as const;
      assert.ok(together(renderContext(pieces, options).text) <= tokens);
    }),
  );
});

test('pieces that stay keep their order, whatever comes or goes', () => {
  const withText = anyPiece.filter(({ text, kind }) => /\w/.test(text) && kind !== 'cell');
  fc.assert(
    fc.property(
      fc.uniqueArray(withText, { selector: ({ kind, path, text }) => kind + path + text }),
      fc.func(fc.boolean()),
      (pieces, stays) => {
        const all = render(pieces, 1e6).pieces.map((rendered) => rendered.piece);
        const kept = pieces.filter((candidate) => stays(candidate));
        assert.deepEqual(
          render(kept, 1e6).pieces.map((rendered) => rendered.piece),
          all.filter((candidate) => kept.some((other) => other === candidate)),
        );
      },
    ),
  );
});
