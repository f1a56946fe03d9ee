import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { commentOut } from '../../../src/completion/text/comment.ts';
import { suffixAsComment } from '../../../src/completion/window/suffixAsComment.ts';

test('each line becomes a comment, without blanks at its end', () => {
  assert.equal(
    suffixAsComment(') {\n  a();\n\n}\n\n', 'javascript'),
    '// After the cursor:\n// ) {\n//   a();\n//\n// }\n// The file:\n',
  );
});

test('nothing is told of a suffix that says nothing', () => {
  for (const suffix of ['', '\n', ' \n\t\n']) assert.equal(suffixAsComment(suffix, 'python'), '');
});

test('whatever the suffix is, nothing of it stands outside of a comment', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', ' ', '\t', '\n', '\n\n', '*/', '"'), { maxLength: 30 }),
      fc.constantFrom('javascript', 'python', 'lua', 'bat', 'css', 'html', 'unheard-of'),
      (pieces, language) => {
        const suffix = pieces.join('');
        const told = suffixAsComment(suffix, language);
        if (suffix.trim() === '') return;
        assert.ok(told.endsWith('\n'));
        const lines = told.slice(0, -1).split('\n');
        assert.equal(lines.length, suffix.trimEnd().split('\n').length + 2);
        for (const line of lines)
          assert.equal(line, commentOut(uncommented(line, language), language));
      },
    ),
  );
});

/** Returns the text of a line in a comment. */
function uncommented(line: string, language: string): string {
  const [open = '', close = ''] = commentOut('|', language).split(' | ');
  const said = line.slice(open.replace(/ \|$/, '').length);
  return said
    .slice(0, close === '' ? undefined : -close.length)
    .replace(/^ /, '')
    .trimEnd();
}
