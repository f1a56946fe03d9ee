import assert from 'node:assert/strict';
import test from 'node:test';
import { createWindowView } from '../../../src/completion/window/windowView.ts';
import { CursorPlaces } from '../../../src/engine/infill/cursorPlaces.ts';
import { SyntaxParsers } from '../../../src/engine/parsing/syntaxParsers.ts';
import { silentLogger } from '../../support/silentLogger.ts';

const parsers = new SyntaxParsers(silentLogger);
const text = 'f(a, ;\n';

function resolvePlace(cursor: number, language = 'javascript', of = text) {
  return createWindowView(of, cursor, { language });
}

test('a place that was resolved before is cached', async () => {
  const places = new CursorPlaces(parsers);
  const place = await places.findPlace(resolvePlace(5));
  assert.equal(await places.findPlace(resolvePlace(5)), place);
});

test('another cursor, text or language is another place', async () => {
  const places = new CursorPlaces(parsers);
  for (const other of [
    resolvePlace(2),
    resolvePlace(5, 'python'),
    resolvePlace(5, 'javascript', 'f(b, ;\n'),
  ]) {
    const place = await places.findPlace(resolvePlace(5));
    const different = await places.findPlace(other);
    assert.notEqual(different, place);
    assert.deepEqual(
      [different.view.prefix, different.view.suffix],
      [other.view.prefix, other.view.suffix],
    );
  }
});

test('a place has the syntax at its position, even if others were resolved before', async () => {
  const places = new CursorPlaces(parsers);
  for (const [cursor, filled] of [
    [5, 'b)'],
    [0, ''],
    [5, 'b)'],
  ] as const) {
    const { syntaxTree } = await places.findPlace(resolvePlace(cursor));
    const errors = syntaxTree?.countErrors(filled, 0);
    assert.equal(errors === 0, filled !== '', `${cursor}`);
  }
});

test('places in a language without a grammar have no syntax tree', async () => {
  const place = await new CursorPlaces(parsers).findPlace(resolvePlace(5, 'cobol'));
  assert.equal(place.syntaxTree, undefined);
});
