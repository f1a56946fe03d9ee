import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { RecentEdits, type LineEdit } from '../../../src/completion/context/recentEdits.ts';

function type(edits: RecentEdits, source: string, line: number): void {
  edits.recordEdit(source, { start: line, end: line, lineEnds: 0 });
}

test('edits near each other form one region, and the latest region comes first', () => {
  const edits = new RecentEdits();
  type(edits, 'a', 10);
  type(edits, 'b', 5);
  type(edits, 'a', 12);
  assert.deepEqual(edits.regions, [
    { source: 'a', start: 10, end: 13 },
    { source: 'b', start: 5, end: 6 },
  ]);
});

test('a region moves with text that is inserted above it', () => {
  const edits = new RecentEdits();
  type(edits, 'a', 100);
  edits.recordEdit('a', { start: 2, end: 2, lineEnds: 3 });
  assert.deepEqual(edits.regions[1], { source: 'a', start: 103, end: 104 });
  assert.deepEqual(edits.regions[0], { source: 'a', start: 2, end: 6 });
});

test('replacing a whole file is not an edit by hand, and removes its regions', () => {
  const edits = new RecentEdits();
  type(edits, 'a', 100);
  edits.recordEdit('a', { start: 0, end: 200, lineEnds: 150 });
  assert.deepEqual(edits.regions, []);
});

test('a removed document has no regions', () => {
  const edits = new RecentEdits();
  type(edits, 'a', 1);
  type(edits, 'b', 1);
  edits.removeDocument('a');
  assert.deepEqual(
    edits.regions.map(({ source }) => source),
    ['b'],
  );
});

test('regions stay within their document after any edits', () => {
  const edit = fc.record({ at: fc.nat(), remove: fc.nat(80), lineEnds: fc.nat(80) });
  fc.assert(
    fc.property(fc.nat(300), fc.array(edit, { maxLength: 30 }), (length, script) => {
      const edits = new RecentEdits();
      let lines = length + 1;
      for (const { at, remove, lineEnds } of script) {
        const start = at % lines;
        const end = Math.min(lines - 1, start + remove);
        const lineEdit: LineEdit = { start, end, lineEnds };
        edits.recordEdit('a', lineEdit);
        lines += lineEnds - (end - start);
        assert.ok(edits.regions.length <= 12);
        for (const region of edits.regions) {
          assert.ok(region.start >= 0 && region.start < region.end && region.end <= lines);
        }
      }
    }),
  );
});
