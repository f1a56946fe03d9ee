import assert from 'node:assert/strict';
import test from 'node:test';
import { createCursorPlace } from '../../support/cursorPlace.ts';

test('a text may close what is open before the cursor and is not closed after it', () => {
  assert.equal(createCursorPlace('f(║').closableBrackets, 1);
  assert.equal(createCursorPlace('f(║)').closableBrackets, 0);
  assert.equal(
    createCursorPlace('function f() {\n  if (a) {\n    b();\n    ║\n}').closableBrackets,
    1,
  );
  assert.equal(createCursorPlace('for (;;) {\n  if (a ||\n║\n  }\n}').closableBrackets, 1);
  assert.equal(createCursorPlace('f(g(║)').closableBrackets, 0);
  assert.equal(createCursorPlace('"(" + ║').closableBrackets, 0);
});

test('a cursor place has the kind of text at the cursor', () => {
  assert.equal(createCursorPlace('f("║").g').kind, 'string');
  assert.equal(createCursorPlace('f("║").g').quote, '"');
  assert.equal(createCursorPlace('f({ a: ║').innermost, '{');
  assert.equal(createCursorPlace('# a ║', 'python').kind, 'comment');
  assert.equal(createCursorPlace('a\n║ b\n\n  \n  c\n').nextLine, '  c');
});

test('a text unbalances the brackets that it leaves open, closes twice or encloses', () => {
  const place = createCursorPlace('f(║);');
  assert.ok(!place.unbalances('a', 0));
  assert.ok(place.unbalances('a)', 0));
  assert.ok(!place.unbalances('a)', 1));
  assert.ok(place.unbalances('(a', 0));
  assert.ok(place.unbalances('"a', 0));
  assert.ok(place.unbalances('a // b', 0));
});

test('a bracket after the cursor keeps its partner, even if others are missing', () => {
  const place = createCursorPlace('for (;;║)\n  a();\n}');
  assert.ok(place.unbalances('i++) {', 0));
  assert.ok(!place.unbalances('i++) {', 1));
});

test('a text may reopen what it closes', () => {
  const place = createCursorPlace('if (a) {\n  ║\n}');
  assert.ok(!place.unbalances('b();\n} else {\n  c();', 0));
  assert.equal(place.scanText('b();\n} else {\n  c();').depth, 0);
  assert.equal(place.scanText('b();\n}').depth, -1);
});
