import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { sampleCases, readSuite } from '../../../scripts/eval/readSuite.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'tramontane-suite-'));
after(() => {
  rmSync(folder, { recursive: true });
});

const all = { limit: undefined, seed: 1 };
const createLine = (id: string) =>
  JSON.stringify({ task_id: id, prompt: 'a', suffix: 'b', canonical_solution: 'c' });

test('a suite is the same, compressed or not', async () => {
  const [plain, packed] = [path.join(folder, 'a.jsonl'), path.join(folder, 'b.jsonl.gz')];
  const text = `${createLine('one')}\n\n${createLine('two')}\n`;
  writeFileSync(plain, text);
  writeFileSync(packed, gzipSync(text));
  const cases = await readSuite(plain, all);
  assert.deepEqual(await readSuite(packed, all), cases);
  assert.deepEqual(
    cases.map(({ id }) => id),
    ['one', 'two'],
  );
});

test('an invalid line is reported', async () => {
  const file = path.join(folder, 'broken.jsonl');
  writeFileSync(file, `${createLine('one')}\n{"prompt": 1}\n`);
  await assert.rejects(readSuite(file, all), /broken\.jsonl:2 is of no format/);
  writeFileSync(file, `${createLine('one')}\nhello\n`);
  await assert.rejects(readSuite(file, all), /broken\.jsonl:2 is no JSON/);
  await assert.rejects(readSuite(path.join(folder, 'none'), all), /can't be read/);
});

test('a sample is the same for the same seed, in order, without repeats, and not too large', () => {
  fc.assert(
    fc.property(fc.nat(300), fc.nat(400), fc.nat(), (count, limit, seed) => {
      const cases = Array.from({ length: count }, (_, index) => index);
      const one = sampleCases(cases, { limit, seed });
      assert.deepEqual(sampleCases(cases, { limit, seed }), one);
      assert.equal(one.length, Math.min(count, limit));
      assert.deepEqual(
        [...new Set(one)].sort((a, b) => a - b),
        one,
      );
    }),
  );
});
