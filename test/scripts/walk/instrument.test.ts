import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { runInThisContext } from 'node:vm';
import { transformSync } from 'esbuild';
import { instrument, recorderName } from '../../../scripts/walk/instrument.ts';

describe('an instrumented source', () => {
  afterEach(() => {
    Reflect.deleteProperty(globalThis, recorderName);
  });

  const cases: readonly (readonly [kind: string, source: string, names: readonly string[]])[] = [
    ['a declaration', 'function add() { return 1; } result = add();', ['add']],
    ['a method', 'class A { get() { return 1; } } result = new A().get();', ['get']],
    [
      'a private method',
      'class A { #a() { return 1; } b() { return this.#a(); } } result = new A().b();',
      ['b', '#a'],
    ],
    ['an accessor', 'class A { get one() { return 1; } } result = new A().one;', ['one']],
    ['a constructor', 'class A { constructor() { result = 1; } } new A();', ['constructor']],
    ['an arrow function with a name', 'const one = () => 1; result = one();', ['one']],
    [
      'an arrow function that returns an object',
      'const one = () => ({ a: 1 }); result = one().a;',
      ['one'],
    ],
    ['a function in a property', 'const a = { one: () => 1 }; result = a.one();', ['one']],
    ['a callback without a name', '[1].forEach((x) => { result = x; });', []],
    [
      'an overload',
      'function f(a: number): number; function f(a: number) { return a; } result = f(1);',
      ['f'],
    ],
  ];
  for (const [kind, source, names] of cases) {
    it(`does the same, and records ${names.length === 0 ? 'nothing for' : 'the entry of'} ${kind}`, () => {
      const { entered, result } = run(instrument('src/a.ts', source));
      assert.equal(result, 1);
      assert.deepEqual(
        entered,
        names.map((name) => ['src/a.ts', name]),
      );
    });
  }

  it('runs without a recorder', () => {
    const source = instrument('src/a.ts', 'function one() { return 1; } result = one();');
    assert.equal(evaluate(source), 1);
  });
});

function run(source: string): { readonly entered: string[][]; readonly result: unknown } {
  const entered: string[][] = [];
  Reflect.set(globalThis, recorderName, (...entry: string[]) => entered.push(entry));
  return { entered, result: evaluate(source) };
}

/** Runs a source and returns the value that it gives to `result`. */
function evaluate(source: string): unknown {
  const { code } = transformSync(source, { loader: 'ts' });
  return runInThisContext(`(() => { let result; ${code}; return result; })()`);
}
