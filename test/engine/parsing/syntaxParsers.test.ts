import assert from 'node:assert/strict';
import test from 'node:test';
import type { Logger } from '../../../src/engine/foundation/environment.ts';
import { listBundledGrammars } from '../../../src/engine/parsing/grammars.ts';
import { SyntaxParsers } from '../../../src/engine/parsing/syntaxParsers.ts';
import { createMarkedTextView } from '../../support/cursor.ts';
import { silentLogger } from '../../support/silentLogger.ts';

const parsers = new SyntaxParsers(silentLogger);

/** Code of each language that doesn't parse without the text and does with it. */
const languages: readonly (readonly [id: string, drawing: string, text: string])[] = [
  ['javascript', 'f(a, ║;\n', 'b)'],
  ['javascriptreact', 'const a = <p>║;\n', 'b</p>'],
  ['typescript', 'let a: Map<string, ║ = b;\n', 'number>'],
  ['typescriptreact', 'const a = <p>{b as string}║;\n', '</p>'],
  ['python', 'def f(a║\n    return a\n', '):'],
  ['java', 'class A { int f() { return 1║ }\n', '; }'],
  ['go', 'package a\n\nfunc f(b int║\n', ') {}'],
  ['rust', 'fn f() -> i32 { g(║ }\n', '1)'],
  ['c', 'int f(void) { return (1║; }\n', ')'],
  ['cpp', 'std::vector<int> a = {1, 2║;\n', '}'],
  ['csharp', 'class A { int F() { return 1║ }\n', '; }'],
  ['css', 'a { color: red║\n', '; }'],
  ['php', '<?php\n$a = [1, 2║;\n', ']'],
  ['ruby', 'def f(a)\n  a\n║', 'end\n'],
  ['shellscript', 'if a; then\n  b\n║', 'fi\n'],
];

for (const [id, drawing, text] of languages) {
  test(`a text in ${id} parses at its place, and its absence is an error`, async () => {
    const parser = await parsers.getParser(id);
    assert.ok(parser);
    using place = parser.parse(createMarkedTextView(drawing));
    assert.ok(place.countErrors('', 0) > 0);
    assert.equal(place.countErrors(text, 0), 0);
    // An earlier parse doesn't affect the next one.
    assert.ok(place.countErrors('', 0) > 0);
  });
}

test('each language is loaded once', async () => {
  const [one, other] = await Promise.all([parsers.getParser('c'), parsers.getParser('cpp')]);
  assert.ok(one !== undefined && one === other);
});

test('a language without a grammar has no parser', async () => {
  assert.equal(await parsers.getParser('cobol'), undefined);
  assert.equal(await parsers.getParser('constructor'), undefined);
});

test('missing grammars leave completions without syntax, and are reported once', async () => {
  const warnings: string[] = [];
  const logger: Logger = { ...silentLogger, warn: (message) => warnings.push(message) };
  const lost = new SyntaxParsers(logger, () => listBundledGrammars('/nowhere'));
  assert.equal(await lost.getParser('python'), undefined);
  assert.equal(await lost.getParser('go'), undefined);
  assert.equal(warnings.length, 1);
  assert.match(warnings[0] ?? '', /No syntax check for python/);
});
