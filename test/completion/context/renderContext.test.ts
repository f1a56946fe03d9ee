import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { ContextPiece } from '../../../src/completion/context/contextPiece.ts';
import { renderFileHeading, renderContext } from '../../../src/completion/context/renderContext.ts';
import type { ContextStyle } from '../../../src/completion/promptFormat/promptFamilies.ts';

/** Counts tokens: each word and each line end is one. */
const countTokens = (text: string) => text.match(/\S+|\n/g)?.length ?? 0;

function render(
  pieces: readonly ContextPiece[],
  maxTokens = 1000,
  style: ContextStyle = 'comment',
  language = 'typescript',
) {
  return renderContext(pieces, { maxTokens, countTokens, language, style });
}

function createPiece(kind: ContextPiece['kind'], path: string, text: string): ContextPiece {
  return { kind, path, text, reason: 'because' };
}

const createLines = (count: number, word: string) =>
  Array.from({ length: count }, (_, index) => `${word}${index}`).join('\n');

test('a piece follows its path in a comment of the language', () => {
  const pieces = [createPiece('similar', 'src/a.ts', 'let a = 1;\n')];
  assert.equal(render(pieces).text, '// src/a.ts\nlet a = 1;\n');
  assert.equal(render(pieces, 99, 'comment', 'python').text, '# src/a.ts\nlet a = 1;\n');
  assert.equal(render(pieces, 99, 'comment', 'html').text, '<!-- src/a.ts -->\nlet a = 1;\n');
});

test('Codestral gets the path in its training format', () => {
  const { text } = render([createPiece('similar', 'src/a.ts', 'let a;')], 99, 'codestral');
  assert.equal(text, '+++++ src/a.ts\nlet a;\n');
});

test('a line of a file that looks like a Codestral heading does not become one', () => {
  const { text } = render([createPiece('similar', 'a.ts', 'x\n+++++ b.ts\ny')], 99, 'codestral');
  assert.equal(text.match(/^\+{5} /gm)?.length, 1);
});

test('a path cannot end its line or its comment', () => {
  assert.equal(renderFileHeading('a\nb.ts', 'typescript', 'comment'), '// a b.ts\n');
  assert.equal(renderFileHeading('a\u2028b', 'typescript', 'codestral'), '+++++ a b\n');
  assert.equal(renderFileHeading('a*/b.css', 'css', 'comment'), '/* a* /b.css */\n');
});

test('definitions come first, then similar code, recent edits, cells and diagnostics', () => {
  const { pieces } = render([
    createPiece('diagnostic', '', 'Error: no'),
    createPiece('cell', '', 'near'),
    createPiece('recent', 'b.ts', 'r'),
    createPiece('similar', 'c.ts', 's'),
    createPiece('cell', '', 'far'),
    createPiece('definition', 'z.ts', 'z'),
    createPiece('definition', 'a.ts', 'a'),
  ]);
  assert.deepEqual(
    pieces.map(({ piece: { text } }) => text),
    ['a', 'z', 's', 'r', 'far', 'near', 'Error: no'],
  );
});

test('cells are separated, and problems are comments', () => {
  const pieces = [
    createPiece('cell', '', 'x = 1'),
    createPiece('diagnostic', '', 'Error: bad\nWarning: odd'),
  ];
  assert.equal(
    render(pieces, 99, 'comment', 'python').text,
    '# %%\nx = 1\n# Error: bad\n# Warning: odd\n',
  );
});

test('a whole piece of a lower rank comes before a part of one of a higher rank', () => {
  const { pieces } = render(
    [
      createPiece('similar', 'large.ts', createLines(40, 'a')),
      createPiece('similar', 'small.ts', createLines(5, 'b')),
    ],
    40,
  );
  assert.deepEqual(
    pieces.map(({ piece: { path } }) => path),
    ['small.ts'],
  );
});

test('the remaining budget is filled with a part of the highest-ranked piece that did not fit', () => {
  const { text, pieces } = render([createPiece('similar', 'large.ts', createLines(100, 'a'))], 60);
  assert.equal(pieces.length, 1);
  assert.ok(text.startsWith('// large.ts\na0\na1\n'));
  assert.ok(countTokens(text) > 50);
});

test('a cell that is too long keeps its end', () => {
  const { text } = render(
    [createPiece('cell', '', createLines(100, 'a'))],
    60,
    'comment',
    'python',
  );
  assert.ok(text.endsWith('a98\na99\n'));
  assert.ok(text.startsWith('# %%\na'));
});

test('the nearest cells are kept when the budget is small', () => {
  const cells = [3, 2, 1].map((index) => createPiece('cell', '', createLines(10, `cell${index}_`)));
  const { pieces } = render(cells, 55, 'comment', 'python');
  assert.deepEqual(
    pieces.map((rendered) => rendered.piece),
    [cells[1], cells[0]],
  );
});

test('without room there is no context', () => {
  assert.equal(render([createPiece('similar', 'a.ts', 'text')], 0).text, '');
  assert.equal(render([createPiece('similar', 'a.ts', ' \n ')]).text, '');
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
  reason: fc.constant(''),
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

test('the budget holds when texts cost more together than separately', () => {
  const countTogether = (text: string) =>
    countTokens(text) + (text.match(/\/\/ /g)?.length ?? 0) ** 2;
  fc.assert(
    fc.property(fc.array(anyPiece), fc.nat(100), (pieces, tokens) => {
      const options = {
        maxTokens: tokens,
        countTokens: countTogether,
        language: 'go',
        style: 'comment',
      } as const;
      assert.ok(countTogether(renderContext(pieces, options).text) <= tokens);
    }),
  );
});

test('pieces that stay keep their order when others are added or removed', () => {
  const withText = anyPiece.filter(({ text, kind }) => /\w/.test(text) && kind !== 'cell');
  fc.assert(
    fc.property(
      fc.uniqueArray(withText, { selector: ({ kind, path, text }) => kind + path + text }),
      fc.func(fc.boolean()),
      (pieces, stays) => {
        const all = render(pieces, 1e6).pieces.map((rendered) => rendered.piece);
        const keptPieces = pieces.filter((candidate) => stays(candidate));
        assert.deepEqual(
          render(keptPieces, 1e6).pieces.map((rendered) => rendered.piece),
          all.filter((candidate) => keptPieces.some((other) => other === candidate)),
        );
      },
    ),
  );
});
