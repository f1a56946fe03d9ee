import assert from 'node:assert/strict';
import test from 'node:test';
import { placeOf } from '../../support/cursorPlace.ts';

test('a text may close what is open before the cursor and nothing behind it closes', () => {
  assert.equal(placeOf('f(║').mayClose, 1);
  assert.equal(placeOf('f(║)').mayClose, 0);
  assert.equal(placeOf('function f() {\n  if (a) {\n    b();\n    ║\n}').mayClose, 1);
  assert.equal(placeOf('for (;;) {\n  if (a ||\n║\n  }\n}').mayClose, 1);
  assert.equal(placeOf('f(g(║)').mayClose, 0);
  assert.equal(placeOf('"(" + ║').mayClose, 0);
});

test('a place knows what the cursor stands in', () => {
  assert.equal(placeOf('f("║").g').kind, 'string');
  assert.equal(placeOf('f("║").g').quote, '"');
  assert.equal(placeOf('f({ a: ║').innermost, '{');
  assert.equal(placeOf('# a ║', 'python').kind, 'comment');
  assert.equal(placeOf('a\n║ b\n\n  \n  c\n').nextLine, '  c');
});

test('a text unbalances what it leaves open, closes twice or swallows', () => {
  const place = placeOf('f(║);');
  assert.ok(!place.unbalances('a', 0));
  assert.ok(place.unbalances('a)', 0));
  assert.ok(!place.unbalances('a)', 1));
  assert.ok(place.unbalances('(a', 0));
  assert.ok(place.unbalances('"a', 0));
  assert.ok(place.unbalances('a // b', 0));
});

test('a bracket behind the cursor keeps its partner, also where others are missing', () => {
  const place = placeOf('for (;;║)\n  a();\n}');
  assert.ok(place.unbalances('i++) {', 0));
  assert.ok(!place.unbalances('i++) {', 1));
});

test('a text may open again what it closes', () => {
  const place = placeOf('if (a) {\n  ║\n}');
  assert.ok(!place.unbalances('b();\n} else {\n  c();', 0));
  assert.equal(place.follow('b();\n} else {\n  c();').depth, 0);
  assert.equal(place.follow('b();\n}').depth, -1);
});
