import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  decodeSidecar,
  encodeSidecar,
  computeStateId,
} from '../../../src/engine/states/sidecar.ts';

const sidecars = fc.record({
  fingerprint: fc.string({ unit: 'binary' }),
  document: fc.string(),
  tokens: fc.array(fc.nat()),
  details: fc.jsonValue(),
  stateBytes: fc.nat(),
  stateChecksum: fc.string(),
});

test('a sidecar is read as it was written', () => {
  fc.assert(
    fc.property(sidecars, (sidecar) => {
      const read = decodeSidecar(encodeSidecar(sidecar));
      // As JSON, which has no negative zero.
      assert.equal(JSON.stringify(read), JSON.stringify(sidecar));
    }),
  );
});

test('a text that was truncated or extended is not a sidecar', () => {
  fc.assert(
    fc.property(sidecars, fc.nat(), fc.string({ minLength: 1 }), (sidecar, seed, more) => {
      const text = encodeSidecar(sidecar);
      assert.equal(decodeSidecar(text.slice(0, seed % text.length)), undefined);
      if (more.trim() !== '') assert.equal(decodeSidecar(text + more), undefined);
    }),
  );
});

test('reading never throws, for any text', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      assert.equal(decodeSidecar(text), undefined);
    }),
  );
});

test('the name depends only on model, document and tokens', () => {
  const content = { fingerprint: 'a', document: 'b', tokens: [1, 23] };
  assert.match(computeStateId(content), /^[0-9a-f]{32}$/);
  const others = [
    { ...content, fingerprint: 'x' },
    { ...content, document: 'x' },
    { ...content, tokens: [12, 3] },
    { ...content, tokens: [1] },
    { fingerprint: 'ab', document: '', tokens: [1, 23] },
  ];
  const names = [content, ...others].map(computeStateId);
  assert.equal(new Set(names).size, names.length);
  assert.equal(computeStateId({ ...content, details: 'x' } as typeof content), names[0]);
});
