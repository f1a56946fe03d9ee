import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { isRepetition, isCorrect } from '../../../scripts/afterRest/rateText.ts';
import { readCases, splitKeys } from '../../../scripts/afterRest/restCase.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'tramontane-rest-'));
after(() => {
  rmSync(folder, { recursive: true });
});

function writeFile(content: unknown): string {
  const file = path.join(folder, 'cases.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
}

const valid = { file: 'a.ts', languageId: 'typescript', before: '', after: '', typed: 'a' };

test('a file without cases is reported', async () => {
  await assert.rejects(readCases(writeFile({})), /cases\.json is not an array/);
  const cases = [{ ...valid, expect: 'b' }, valid];
  await assert.rejects(readCases(writeFile(cases)), /Entry 1 of .*cases\.json is not a case/);
});

test('an Enter with its indentation is one key', () => {
  assert.deepEqual(splitKeys('a é\n\tb\n'), ['a', ' ', 'é', '\n\t', 'b', '\n']);
  assert.deepEqual(splitKeys('🙂'), ['🙂']);
});

test('the fixture has 20 cases in ten languages, whose continuation is correct and not a repetition', async () => {
  const cases = await readCases(path.resolve('test/fixtures/typedAfterRest.json'));
  assert.equal(cases.length, 20);
  assert.equal(new Set(cases.map(({ languageId }) => languageId)).size, 10);
  for (const restCase of cases) {
    const { file, before, typed, expect, after: textAfter } = restCase;
    assert.ok(isCorrect(expect, restCase), file);
    assert.equal(isRepetition(expect, restCase), false, file);
    const lines = `${before}${typed}${expect}${textAfter}`.split('\n').length;
    assert.ok(lines >= 20 && lines <= 61, `${file}: ${lines} lines`);
    assert.ok(textAfter.startsWith('\n'), file);
  }
});
