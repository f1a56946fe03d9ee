import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { CursorPlace } from '../../../src/completion/syntax/cursorPlace.ts';
import { postprocess } from '../../../src/completion/postprocess/postprocess.ts';
import type { CursorNode } from '../../../src/completion/syntax/syntaxTree.ts';
import { SyntaxParsers, type SyntaxParser } from '../../../src/engine/parsing/syntaxParsers.ts';
import { viewOf } from '../../support/cursor.ts';
import { silentLogger } from '../../support/silentLogger.ts';

const parsers = new SyntaxParsers(silentLogger);

async function parserFor(languageId: string): Promise<SyntaxParser> {
  const parser = await parsers.for(languageId);
  assert.ok(parser);
  return parser;
}

const nodes: readonly (readonly [drawing: string, node: CursorNode, languageId?: string])[] = [
  ['const a = "b║c";', 'string'],
  ['const a = `b ${c║} d`;', 'other'],
  ['const a = `b║ ${c} d`;', 'string'],
  ['// a║\nb();', 'comment'],
  ['/* a ║ */\nb();', 'comment'],
  ['/* a */║\nb();', 'other'],
  ['f(a, ║);', 'arguments'],
  ['f(() => { a(); ║ });', 'other'],
  ['if (a &&\n    b) {\n║\n}', 'emptyBlock'],
  ['function f() {\n  ║\n}', 'emptyBlock'],
  ['function f() {\n  a();\n  ║\n}', 'other'],
  ['a = "b║c"', 'string', 'python'],
  ['f(a, ║)', 'arguments', 'python'],
  ['# a║\nb()', 'comment', 'python'],
];

for (const [drawing, node, languageId = 'javascript'] of nodes) {
  test(`the cursor's place in ${JSON.stringify(drawing)} is ${node}`, async () => {
    using place = (await parserFor(languageId)).at(viewOf(drawing));
    assert.equal(place.cursorNode, node);
  });
}

test('errors are counted, so that one more among others is seen', async () => {
  using place = (await parserFor('typescript')).at(viewOf('const a = ;\n║\nconst b = ;\n'));
  const before = place.errorsWith('', 0);
  assert.ok(before > 0);
  assert.ok(place.errorsWith('let c = (;', 0) > before);
  assert.equal(place.errorsWith('let c = d;', 0), before);
});

test('what a text takes the place of is not parsed', async () => {
  using place = (await parserFor('javascript')).at(viewOf('f(║)\n'));
  assert.ok(place.errorsWith('a, b);', 0) > 0);
  assert.equal(place.errorsWith('a, b);', 1), 0);
});

test('characters of several units are counted as the editor counts them', async () => {
  using place = (await parserFor('javascript')).at(viewOf('const 名 = "👍🏽"; f(║) // é\n'));
  assert.equal(place.errorsWith('"🎉", ', 0), 0);
  assert.ok(place.errorsWith('"🎉', 0) > 0);
});

test('a block ends with its statement, however it is indented', async () => {
  const end = async (drawing: string, text: string) => {
    using place = (await parserFor('javascript')).at(viewOf(drawing));
    const at = place.blockEnd(text);
    return at === undefined ? undefined : text.slice(0, at);
  };
  assert.equal(await end('if (a) {║', '\nb();\n}\nc();\n'), '\nb();\n}');
  assert.equal(
    await end('if (a) {║', '\nb();\n} else {\nc();\n}\nd();\n'),
    '\nb();\n} else {\nc();\n}',
  );
  assert.equal(await end('a.map((b) => {║', '\nreturn b;\n});\nc();\n'), '\nreturn b;\n});');
  assert.equal(await end('if (a) {║', '\nb();\nc();\n'), undefined);
  assert.equal(await end('if (a) {║', '\nb();\n}\n'), undefined);
});

test('only the neighbourhood of the cursor is parsed', async () => {
  const far = 'broken ( ( (;\n'.repeat(3000);
  const near = 'fine();\n'.repeat(3000);
  using place = (await parserFor('javascript')).at(viewOf(`${far}${near}║${near}${far}`));
  assert.equal(place.errorsWith('', 0), 0);
  assert.equal(place.errorsWith('fine();\n', 0), 0);
});

test('any text can be parsed at any place', async () => {
  const parser = await parserFor('javascript');
  const text = fc.string({ unit: 'grapheme', maxLength: 30 });
  fc.assert(
    fc.property(text, text, text, (before, after, filled) => {
      fc.pre(!`${before}${after}`.includes('║'));
      using place = parser.at(viewOf(`${before}║${after}`));
      using whole = parser.at(viewOf(`${before.replaceAll('\r\n', '\n')}${filled}║${after}`));
      assert.ok(place.errorsWith(filled, 0) >= 0);
      assert.ok(whole.errorsWith('', 0) >= 0);
    }),
    { numRuns: 200 },
  );
});

const fills: readonly (readonly [name: string, drawing: string, text: string, shown: string])[] = [
  ['what parses is shown', 'function f(a) {\n  ║\n}', 'return a + 1;', 'return a + 1;'],
  ['a broken last line is left out', 'function f(a) {\n  ║\n}', 'a++;\n  a of of', 'a++;'],
  ['a broken tail is cut off', 'f();\n║\n', 'let a = b c', 'let a = b'],
  ['what is broken from the start is dropped', 'f();\n║\n', 'case a:', '<breaksSyntax>'],
  ['what repairs the code is shown', 'const a = f(║;\n', 'b, c)', 'b, c)'],
];

for (const [name, drawing, text, expected] of fills) {
  test(`with a real grammar, ${name}`, async () => {
    const view = viewOf(drawing);
    using syntax = (await parserFor('javascript')).at(view);
    const place = new CursorPlace(view, 'javascript', syntax);
    const result = postprocess({ text, replaces: 0 }, { place, stopReason: 'lineEnd' });
    assert.equal(result.kind === 'text' ? result.fill.text : `<${result.reason}>`, expected);
  });
}

test('what no longer parses without its last line break is not shown', async () => {
  const view = viewOf('a║{if');
  using syntax = (await parserFor('typescript')).at(view);
  const place = new CursorPlace(view, 'typescript', syntax);
  const result = postprocess({ text: '\na\n{', replaces: 0 }, { place, stopReason: 'endOfText' });
  assert.equal(result.kind === 'nothing' && result.reason, 'breaksSyntax');
});

test('what is shown breaks nothing that parsed before', async () => {
  const parser = await parserFor('typescript');
  const piece = fc.constantFrom(
    ...['a', ' ', '(', ')', '{', '}', '=', ';', '\n', 'if', 'return', '=>', ':', ',', '.b', '"c"'],
  );
  const code = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(code, code, code, (before, after, text) => {
      const view = viewOf(`${before}║${after}`);
      using syntax = parser.at(view);
      const place = new CursorPlace(view, 'typescript', syntax);
      const result = postprocess({ text, replaces: 0 }, { place, stopReason: 'endOfText' });
      if (result.kind === 'nothing') return;
      const { fill } = result;
      assert.ok(syntax.errorsWith(fill.text, fill.replaces) <= syntax.errorsWith('', 0));
    }),
    { numRuns: 400 },
  );
});
