import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { commentOut } from '../../../src/completion/text/comment.ts';

const examples: readonly (readonly [string, string])[] = [
  ['typescript', '// a'],
  ['python', '# a'],
  ['lua', '-- a'],
  ['clojure', '; a'],
  ['latex', '% a'],
  ['vue', '<!-- a -->'],
  ['css', '/* a */'],
  ['ocaml', '(* a *)'],
  ['an unknown language', '// a'],
];

for (const [language, expected] of examples) {
  test(`a comment in ${language} is ${expected}`, () => {
    assert.equal(commentOut('a', language), expected);
  });
}

test('every line is a separate comment, and none can end early', () => {
  const text = fc.array(
    fc.constantFrom('a', '*/', '-->', '\n', '\r', '\u2028', '*', '/', '-', '>'),
  );
  fc.assert(
    fc.property(text, (parts) => {
      for (const line of commentOut(parts.join(''), 'css').split(/\r\n|[\n\r\u2028\u2029]/)) {
        assert.match(line, /^\/\*.* \*\/$/);
        assert.equal(line.indexOf('*/', 2), line.length - 2);
      }
      for (const line of commentOut(parts.join(''), 'python').split(/\r\n|[\n\r\u2028\u2029]/)) {
        assert.match(line, /^#/);
      }
    }),
  );
});
