import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { commentOut } from '../../../src/completion/text/comment.ts';
import { renderSuffixComment } from '../../../src/completion/window/suffixComment.ts';

test('each line becomes a comment, without blanks at its end', () => {
  assert.equal(
    renderSuffixComment(') {\n  a();\n\n}\n\n', 'javascript'),
    '// After the cursor:\n// ) {\n//   a();\n//\n// }\n// The file:\n',
  );
});

test('a suffix without text adds nothing', () => {
  for (const suffix of ['', '\n', ' \n\t\n'])
    assert.equal(renderSuffixComment(suffix, 'python'), '');
});

test('for any suffix, all of its text is within comments', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('a', ' ', '\t', '\n', '\n\n', '*/', '"'), { maxLength: 30 }),
      fc.constantFrom('javascript', 'python', 'lua', 'bat', 'css', 'html', 'unheard-of'),
      (pieces, language) => {
        const suffix = pieces.join('');
        const comment = renderSuffixComment(suffix, language);
        if (suffix.trim() === '') return;
        assert.ok(comment.endsWith('\n'));
        const lines = comment.slice(0, -1).split('\n');
        assert.equal(lines.length, suffix.trimEnd().split('\n').length + 2);
        for (const line of lines)
          assert.equal(line, commentOut(uncomment(line, language), language));
      },
    ),
  );
});

/** Returns the text of a line in a comment. */
function uncomment(line: string, language: string): string {
  const [open = '', close = ''] = commentOut('|', language).split(' | ');
  const content = line.slice(open.replace(/ \|$/, '').length);
  return content
    .slice(0, close === '' ? undefined : -close.length)
    .replace(/^ /, '')
    .trimEnd();
}
