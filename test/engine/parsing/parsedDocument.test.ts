import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { CursorPlace } from '../../../src/completion/syntax/cursorPlace.ts';
import { postprocess } from '../../../src/completion/postprocess/postprocess.ts';
import type { CursorNode } from '../../../src/completion/syntax/syntaxTree.ts';
import { SyntaxParsers, type SyntaxParser } from '../../../src/engine/parsing/syntaxParsers.ts';
import { createMarkedTextView } from '../../support/cursor.ts';
import { silentLogger } from '../../support/silentLogger.ts';

const parsers = new SyntaxParsers(silentLogger);

async function loadParser(languageId: string): Promise<SyntaxParser> {
  const parser = await parsers.getParser(languageId);
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
    using place = (await loadParser(languageId)).parse(createMarkedTextView(drawing));
    assert.equal(place.cursorNode, node);
  });
}

test('errors are counted, so that an additional one is detected', async () => {
  using place = (await loadParser('typescript')).parse(
    createMarkedTextView('const a = ;\n║\nconst b = ;\n'),
  );
  const before = place.countErrors('', 0);
  assert.ok(before > 0);
  assert.ok(place.countErrors('let c = (;', 0) > before);
  assert.equal(place.countErrors('let c = d;', 0), before);
});

test('text that is replaced is not parsed', async () => {
  using place = (await loadParser('javascript')).parse(createMarkedTextView('f(║)\n'));
  assert.ok(place.countErrors('a, b);', 0) > 0);
  assert.equal(place.countErrors('a, b);', 1), 0);
});

test('characters of several units are counted as in the editor', async () => {
  using place = (await loadParser('javascript')).parse(
    createMarkedTextView('const 名 = "👍🏽"; f(║) // é\n'),
  );
  assert.equal(place.countErrors('"🎉", ', 0), 0);
  assert.ok(place.countErrors('"🎉', 0) > 0);
});

test('a block ends with its statement, whatever its indentation is', async () => {
  const findEnd = async (markedText: string, text: string) => {
    using place = (await loadParser('javascript')).parse(createMarkedTextView(markedText));
    const at = place.findBlockEnd(text);
    return at === undefined ? undefined : text.slice(0, at);
  };
  assert.equal(await findEnd('if (a) {║', '\nb();\n}\nc();\n'), '\nb();\n}');
  assert.equal(
    await findEnd('if (a) {║', '\nb();\n} else {\nc();\n}\nd();\n'),
    '\nb();\n} else {\nc();\n}',
  );
  assert.equal(await findEnd('a.map((b) => {║', '\nreturn b;\n});\nc();\n'), '\nreturn b;\n});');
  assert.equal(await findEnd('if (a) {║', '\nb();\nc();\n'), undefined);
  assert.equal(await findEnd('if (a) {║', '\nb();\n}\n'), undefined);
});

test('only the text near the cursor is parsed', async () => {
  const far = 'broken ( ( (;\n'.repeat(3000);
  const near = 'fine();\n'.repeat(3000);
  using place = (await loadParser('javascript')).parse(
    createMarkedTextView(`${far}${near}║${near}${far}`),
  );
  assert.equal(place.countErrors('', 0), 0);
  assert.equal(place.countErrors('fine();\n', 0), 0);
});

test('any text can be parsed at any place', async () => {
  const parser = await loadParser('javascript');
  const text = fc.string({ unit: 'grapheme', maxLength: 30 });
  fc.assert(
    fc.property(text, text, text, (before, after, filled) => {
      fc.pre(!`${before}${after}`.includes('║'));
      using place = parser.parse(createMarkedTextView(`${before}║${after}`));
      using whole = parser.parse(
        createMarkedTextView(`${before.replaceAll('\r\n', '\n')}${filled}║${after}`),
      );
      assert.ok(place.countErrors(filled, 0) >= 0);
      assert.ok(whole.countErrors('', 0) >= 0);
    }),
    { numRuns: 200 },
  );
});

const fills: readonly (readonly [name: string, drawing: string, text: string, shown: string])[] = [
  ['what parses is shown', 'function f(a) {\n  ║\n}', 'return a + 1;', 'return a + 1;'],
  ['a broken last line is left out', 'function f(a) {\n  ║\n}', 'a++;\n  a of of', 'a++;'],
  ['a broken tail is cut off', 'f();\n║\n', 'let a = b c', 'let a = b'],
  ['what is broken from the start is dropped', 'f();\n║\n', 'case a:', '<syntax>'],
  ['what repairs the code is shown', 'const a = f(║;\n', 'b, c)', 'b, c)'],
];

for (const [name, drawing, text, expected] of fills) {
  test(`with a real grammar, ${name}`, async () => {
    const view = createMarkedTextView(drawing);
    using syntax = (await loadParser('javascript')).parse(view);
    const place = new CursorPlace(view, 'javascript', syntax);
    const result = postprocess({ text, replaces: 0 }, { place, stopReason: 'lineEnd' });
    assert.equal(
      result.kind === 'text' ? result.suggestion.text : `<${result.outcome.rule}>`,
      expected,
    );
  });
}

test('a text that no longer parses without its last line break is not shown', async () => {
  const view = createMarkedTextView('a║{if');
  using syntax = (await loadParser('typescript')).parse(view);
  const place = new CursorPlace(view, 'typescript', syntax);
  const result = postprocess({ text: '\na\n{', replaces: 0 }, { place, stopReason: 'endOfText' });
  assert.equal(result.kind === 'nothing' && result.outcome.rule, 'syntax');
});

test('a shown text breaks nothing that parsed before', async () => {
  const parser = await loadParser('typescript');
  const piece = fc.constantFrom(
    ...['a', ' ', '(', ')', '{', '}', '=', ';', '\n', 'if', 'return', '=>', ':', ',', '.b', '"c"'],
  );
  const code = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(code, code, code, (before, after, text) => {
      const view = createMarkedTextView(`${before}║${after}`);
      using syntax = parser.parse(view);
      const place = new CursorPlace(view, 'typescript', syntax);
      const result = postprocess({ text, replaces: 0 }, { place, stopReason: 'endOfText' });
      if (result.kind === 'nothing') return;
      const { suggestion } = result;
      assert.ok(
        syntax.countErrors(suggestion.text, suggestion.replaces) <= syntax.countErrors('', 0),
      );
    }),
    { numRuns: 400 },
  );
});
