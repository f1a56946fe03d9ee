import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { extractSignature } from '../../../src/completion/context/signature.ts';

function extractFirst(text: string, find: string): string {
  const lines = text.split('\n');
  return extractSignature(
    lines,
    lines.findIndex((line) => line.includes(find)),
  );
}

test('the signature of a function is its head', () => {
  const text = 'export function add(a: number): number {\n  return a + secret;\n}\n';
  assert.equal(extractFirst(text, 'add'), 'export function add(a: number): number;');
});

test('a head continues until its parameter list is closed', () => {
  const text = 'function add(\n  a: number,\n  b: number,\n): number {\n  return a + b;\n}\n';
  assert.equal(extractFirst(text, 'add'), 'function add(\n  a: number,\n  b: number,\n): number;');
});

test('a parameter named type does not turn a function into a type', () => {
  const text = 'function make(type: string) {\n  hidden();\n}\n';
  assert.equal(extractFirst(text, 'make'), 'function make(type: string);');
});

test('the signature of a class is the heads of its members', () => {
  const text = [
    'export class Cart {',
    '  private items: Item[] = [];',
    '',
    '  /** Adds. */',
    '  add(item: Item): void {',
    '    this.items.push(item);',
    '  }',
    '',
    '  get size(): number {',
    '    return this.items.length;',
    '  }',
    '}',
    'const after = 1;',
  ].join('\n');
  assert.equal(
    extractFirst(text, 'class Cart'),
    [
      'export class Cart {',
      '  private items: Item[] = [];',
      '  add(item: Item): void;',
      '  get size(): number;',
      '}',
    ].join('\n'),
  );
});

test('the signature of an interface is the whole interface', () => {
  const text = 'export interface P {\n  name: string;\n  price: number;\n}\nlet x;';
  assert.equal(extractFirst(text, 'interface P'), text.replace('\nlet x;', ''));
});

test('signatures in Python are stubs', () => {
  const text = [
    'class Circle(Shape):',
    '    def __init__(self, radius):',
    '        self.radius = radius',
    '',
    '    def area(self):',
    '        return 3',
    '',
    'def free(a, b=1):',
    '    return a',
  ].join('\n');
  assert.equal(
    extractFirst(text, 'class Circle'),
    'class Circle(Shape):\n    def __init__(self, radius): ...\n    def area(self): ...',
  );
  assert.equal(extractFirst(text, 'def free'), 'def free(a, b=1): ...');
});

test('the signature of a constant is its line', () => {
  assert.equal(extractFirst('const limit = 3;\nlet x;', 'limit'), 'const limit = 3;');
});

test('in any file a signature is short and begins at the requested position', () => {
  const line = fc.constantFrom(
    'class A {',
    'f(',
    '  g() {',
    '    h',
    '}',
    '',
    ')',
    'def x():',
    '\t',
  );
  fc.assert(
    fc.property(fc.array(line, { minLength: 1 }), fc.nat(), (lines, at) => {
      const found = extractSignature(lines, at % lines.length).split('\n');
      assert.ok(found.length <= 24 * 2 + 1);
    }),
  );
});
