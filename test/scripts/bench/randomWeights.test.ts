import assert from 'node:assert/strict';
import test from 'node:test';
import {
  toHalfFloatBits,
  createOnes,
  createRandomMatrix,
} from '../../../scripts/bench/randomWeights.ts';

test('half-precision numbers are rounded to the nearest one', () => {
  assert.equal(toHalfFloatBits(1), 0x3c00);
  assert.equal(toHalfFloatBits(0.5), 0x3800);
  assert.equal(toHalfFloatBits(1.5), 0x3e00);
  assert.equal(toHalfFloatBits(1 / 3), 0x3555);
  assert.equal(toHalfFloatBits(2047.9), 0x6800);
  assert.throws(() => toHalfFloatBits(1e-6), RangeError);
});

function createBytes(seed: number, isEmptyRow?: (row: number) => boolean): Uint8Array {
  const options = { seed, deviation: 0.1, ...(isEmptyRow && { isEmptyRow }) };
  const tensor = createRandomMatrix('m', [64, 1000], options);
  const bytes = Buffer.concat([...tensor.data()]);
  assert.equal(bytes.length, tensor.bytes);
  return bytes;
}

function decodeNumbers(bytes: Uint8Array): number[] {
  const scale = 0.1 / 74;
  return [...new Int8Array(bytes)].flatMap((byte, index) => (index % 34 < 2 ? [] : [byte * scale]));
}

test('a matrix has the mean 0 and the requested deviation', () => {
  const numbers = decodeNumbers(createBytes(1));
  assert.equal(numbers.length, 64_000);
  const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  const square = numbers.reduce((sum, number) => sum + number ** 2, 0) / numbers.length;
  assert.ok(Math.abs(mean) < 0.002, `mean ${mean}`);
  assert.ok(Math.abs(Math.sqrt(square) - 0.1) < 0.002, `deviation ${Math.sqrt(square)}`);
});

test('a seed gives the same numbers each time, and another seed gives others', () => {
  assert.deepEqual(createBytes(1), createBytes(1));
  assert.notDeepEqual(createBytes(1), createBytes(2));
});

test('empty rows are zeros, and the others do not change', () => {
  const rowBytes = 2 * 34;
  const whole = createBytes(1);
  const bytes = createBytes(1, (row) => row === 3 || row === 999);
  for (const row of [3, 999]) {
    assert.ok(bytes.subarray(row * rowBytes, (row + 1) * rowBytes).every((byte) => byte === 0));
  }
  assert.deepEqual(
    bytes.subarray(4 * rowBytes, 999 * rowBytes),
    whole.subarray(4 * rowBytes, 999 * rowBytes),
  );
});

test('the weight of a norm is ones', () => {
  const { data, bytes } = createOnes('n', 3);
  const [piece] = data();
  assert.ok(piece);
  assert.equal(bytes, 12);
  assert.deepEqual([...new Float32Array(Uint8Array.from(piece).buffer)], [1, 1, 1]);
});
