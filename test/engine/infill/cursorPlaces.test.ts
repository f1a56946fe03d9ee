import assert from 'node:assert/strict';
import test from 'node:test';
import { windowView } from '../../../src/completion/window/windowView.ts';
import { CursorPlaces } from '../../../src/engine/infill/cursorPlaces.ts';
import { SyntaxParsers } from '../../../src/engine/parsing/syntaxParsers.ts';
import { silentLogger } from '../../support/silentLogger.ts';

const parsers = new SyntaxParsers(silentLogger);
const text = 'f(a, ;\n';

function at(cursor: number, language = 'javascript', of = text) {
  return windowView(of, cursor, { language });
}

test('a place that was looked at is known when it is asked for', async () => {
  const places = new CursorPlaces(parsers);
  const place = await places.at(at(5));
  assert.equal(await places.at(at(5)), place);
});

test('another cursor, text or language is another place', async () => {
  const places = new CursorPlaces(parsers);
  for (const other of [at(2), at(5, 'python'), at(5, 'javascript', 'f(b, ;\n')]) {
    const place = await places.at(at(5));
    const different = await places.at(other);
    assert.notEqual(different, place);
    assert.deepEqual(
      [different.view.prefix, different.view.suffix],
      [other.view.prefix, other.view.suffix],
    );
  }
});

test('the place tells what a parser sees there, also when others were looked at before', async () => {
  const places = new CursorPlaces(parsers);
  for (const [cursor, filled] of [
    [5, 'b)'],
    [0, ''],
    [5, 'b)'],
  ] as const) {
    const { syntax } = await places.at(at(cursor));
    const errors = syntax?.errorsWith(filled, 0);
    assert.equal(errors === 0, filled !== '', `${cursor}`);
  }
});

test('a language without a grammar has places without syntax', async () => {
  const place = await new CursorPlaces(parsers).at(at(5, 'cobol'));
  assert.equal(place.syntax, undefined);
});
