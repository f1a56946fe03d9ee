import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { TextChange } from '../../../src/completion/text/carryOffset.ts';
import { Documents, type DocumentListener } from '../../../src/engine/documents/documents.ts';
import { resolveOffset } from '../../../src/engine/documents/resolveOffset.ts';
import { silentLogger } from '../../support/silentLogger.ts';

const uri = 'file:///a.ts';

const ignoringListener: DocumentListener = {
  onDidOpen: () => undefined,
  onDidChange: () => undefined,
  onDidClose: () => undefined,
};

function openDocument(text: string, listener: Partial<DocumentListener> = {}): Documents {
  const documents = new Documents(silentLogger, { ...ignoringListener, ...listener });
  documents.open({ uri, languageId: 'typescript', version: 1, text });
  return documents;
}

function createRange(startCharacter: number, endCharacter: number, line = 0) {
  return {
    start: { line, character: startCharacter },
    end: { line, character: endCharacter },
  };
}

test('changes are applied in order, each to the result of the previous one', () => {
  const documents = openDocument('abc');
  documents.change(uri, 2, [
    { range: createRange(0, 1), text: 'XY' },
    { range: createRange(2, 3), text: '' },
  ]);
  assert.equal(documents.get(uri)?.getText(), 'XYc');
  assert.equal(documents.get(uri)?.version, 2);
});

test('incremental changes follow an editor, for any edits', () => {
  const edit = fc.record({ at: fc.nat(), remove: fc.nat(5), text: fc.string({ maxLength: 5 }) });
  fc.assert(
    fc.property(fc.string(), fc.array(edit, { maxLength: 10 }), (start, edits) => {
      const documents = openDocument(start);
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

test('a late change makes the document unknown until it is opened again', () => {
  const documents = openDocument('abc');
  documents.change(uri, 1, [{ text: 'old' }]);
  assert.equal(documents.get(uri), undefined);
  documents.open({ uri, languageId: 'typescript', version: 5, text: 'new' });
  assert.equal(documents.get(uri)?.getText(), 'new');
});

test('a change of a document that is not open is ignored', () => {
  const documents = new Documents(silentLogger, ignoringListener);
  documents.change(uri, 2, [{ text: 'x' }]);
  assert.equal(documents.get(uri), undefined);
});

test('opening, changes and closing are reported', () => {
  const announced: string[] = [];
  const documents = openDocument('abc', {
    onDidOpen: () => announced.push('opened'),
    onDidChange: () => announced.push('changed'),
    onDidClose: (_uri, text) => announced.push(`closed with ${text}`),
  });
  documents.change(uri, 2, [{ text: 'x' }]);
  documents.close(uri);
  assert.deepEqual(announced, ['opened', 'changed', 'closed with x']);
});

test('changes are reported in offsets, each of the text after the previous ones', () => {
  const announced: TextChange[] = [];
  const documents = openDocument('one\ntwo\nthree', {
    onDidChange: (_uri, changes) => announced.push(...changes),
  });
  documents.change(uri, 2, [
    { range: createRange(0, 3), text: 'first' },
    { range: createRange(0, 3, 1), text: '' },
    { text: 'first\n\nthird' },
  ]);
  assert.deepEqual(announced, [
    { start: 0, removedLength: 3, insertedLength: 5 },
    { start: 6, removedLength: 3, insertedLength: 0 },
    { start: 9, removedLength: 3, insertedLength: 3 },
  ]);
});

test('positions outside of the document are invalid', () => {
  const document = openDocument('ab\ncd').get(uri);
  assert.ok(document);
  assert.equal(resolveOffset(document, { line: 1, character: 2 }), 5);
  for (const [line, character] of [
    [0, 3],
    [2, 0],
    [-1, 0],
    [0, -1],
    [0.5, 0],
  ] as const) {
    assert.equal(resolveOffset(document, { line, character }), undefined);
  }
});
