import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { suffixAsComment } from '../../../src/completion/window/suffixAsComment.ts';

test('each line becomes a comment, without blanks at its end', () => {
  assert.equal(
    suffixAsComment(') {\n  a();\n\n}\n\n', '//'),
    '// After the cursor:\n// ) {\n//   a();\n//\n// }\n// The file:\n',
  );
});

test('nothing is told of a suffix that says nothing', () => {
  for (const suffix of ['', '\n', ' \n\t\n']) assert.equal(suffixAsComment(suffix, '#'), '');
});

test('whatever the suffix is, nothing of it stands outside of a comment', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', ' ', '\t', '\n', '\n\n', '*/', '"'), { maxLength: 30 }),
      fc.constantFrom('//', '#', '--', 'REM'),
      (pieces, lineComment) => {
        const suffix = pieces.join('');
        const told = suffixAsComment(suffix, lineComment);
        if (suffix.trim() === '') return;
        assert.ok(told.endsWith('\n'));
        const lines = told.slice(0, -1).split('\n');
        assert.ok(lines.every((line) => line.startsWith(lineComment)));
        const meant = lines.slice(1, -1).map((line) => line.slice(lineComment.length).trimEnd());
        const lost = suffix.replace(/\n+$/, '').split('\n');
        assert.deepEqual(
          meant,
          lost.map((line) => ` ${line}`.trimEnd()),
        );
      },
    ),
  );
});
