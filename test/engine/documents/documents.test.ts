import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { TextChange } from '../../../src/completion/text/carryOffset.ts';
import { Documents, type DocumentListener } from '../../../src/engine/documents/documents.ts';
import { offsetWithin } from '../../../src/engine/documents/position.ts';
import { silentLogger } from '../../support/silentLogger.ts';

const uri = 'file:///a.ts';

const deaf: DocumentListener = {
  opened: () => undefined,
  changed: () => undefined,
  closed: () => undefined,
};

function opened(text: string, listener: Partial<DocumentListener> = {}): Documents {
  const documents = new Documents(silentLogger, { ...deaf, ...listener });
  documents.open({ uri, languageId: 'typescript', version: 1, text });
  return documents;
}

function range(startCharacter: number, endCharacter: number, line = 0) {
  return {
    start: { line, character: startCharacter },
    end: { line, character: endCharacter },
  };
}

test('changes are applied in their order, each to the result of the one before', () => {
  const documents = opened('abc');
  documents.change(uri, 2, [
    { range: range(0, 1), text: 'XY' },
    { range: range(2, 3), text: '' },
  ]);
  assert.equal(documents.get(uri)?.getText(), 'XYc');
  assert.equal(documents.get(uri)?.version, 2);
});

test('incremental changes keep step with an editor, whatever it does', () => {
  const edit = fc.record({ at: fc.nat(), remove: fc.nat(5), text: fc.string({ maxLength: 5 }) });
  fc.assert(
    fc.property(fc.string(), fc.array(edit, { maxLength: 10 }), (start, edits) => {
      const documents = opened(start);
      let expected = start;
      let version = 1;
      for (const { at, remove, text } of edits) {
        const document = documents.get(uri);
        assert.ok(document);
        const from = at % (expected.length + 1);
        const to = Math.min(expected.length, from + remove);
        const [fromPosition, toPosition] = [document.positionAt(from), document.positionAt(to)];
        // An editor never splits a line end; positions can't express that either.
        const [fromOffset, toOffset] = [
          document.offsetAt(fromPosition),
          document.offsetAt(toPosition),
        ];
        documents.change(uri, ++version, [
          { range: { start: fromPosition, end: toPosition }, text },
        ]);
        expected = expected.slice(0, fromOffset) + text + expected.slice(toOffset);
      }
      assert.equal(documents.get(uri)?.getText(), expected);
    }),
  );
});

test('a change that comes late makes the document unknown until it is opened again', () => {
  const documents = opened('abc');
  documents.change(uri, 1, [{ text: 'old' }]);
  assert.equal(documents.get(uri), undefined);
  documents.open({ uri, languageId: 'typescript', version: 5, text: 'new' });
  assert.equal(documents.get(uri)?.getText(), 'new');
});

test('a change of a document that is not open is ignored', () => {
  const documents = new Documents(silentLogger, deaf);
  documents.change(uri, 2, [{ text: 'x' }]);
  assert.equal(documents.get(uri), undefined);
});

test('opening, every change and the closing are announced', () => {
  const announced: string[] = [];
  const documents = opened('abc', {
    opened: () => announced.push('opened'),
    changed: () => announced.push('changed'),
    closed: (_uri, text) => announced.push(`closed with ${text}`),
  });
  documents.change(uri, 2, [{ text: 'x' }]);
  documents.close(uri);
  assert.deepEqual(announced, ['opened', 'changed', 'closed with x']);
});

test('changes are announced in offsets, each of the text after the ones before it', () => {
  const announced: TextChange[] = [];
  const documents = opened('one\ntwo\nthree', {
    changed: (_uri, changes) => announced.push(...changes),
  });
  documents.change(uri, 2, [
    { range: range(0, 3), text: 'first' },
    { range: range(0, 3, 1), text: '' },
    { text: 'first\n\nthird' },
  ]);
  assert.deepEqual(announced, [
    { start: 0, removed: 3, inserted: 5 },
    { start: 6, removed: 3, inserted: 0 },
    { start: 9, removed: 3, inserted: 3 },
  ]);
});

test('positions outside of the document are no positions', () => {
  const document = opened('ab\ncd').get(uri);
  assert.ok(document);
  assert.equal(offsetWithin(document, { line: 1, character: 2 }), 5);
  for (const [line, character] of [
    [0, 3],
    [2, 0],
    [-1, 0],
    [0, -1],
    [0.5, 0],
  ] as const) {
    assert.equal(offsetWithin(document, { line, character }), undefined);
  }
});
