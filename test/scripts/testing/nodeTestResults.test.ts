import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { repositoryRoot } from '../../../scripts/repository.ts';
import { describeEntry } from '../../../scripts/testing/runNodeTests.ts';
import { toTestResults, type NodeTestEvent } from '../../../scripts/testing/nodeTestResults.ts';

describe('the results of node:test', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tramontane-results-'));
  after(() => {
    rmSync(folder, { recursive: true });
  });

  /** Writes a test file of these lines. */
  function write(name: string, ...lines: string[]): string {
    const file = path.join(folder, name);
    const names = 'describe, it, test, before, beforeEach';
    writeFileSync(file, [`import { ${names} } from 'node:test';`, ...lines].join('\n'));
    return file;
  }

  /** Runs a test file of these lines in a node:test of its own. */
  function run(...lines: string[]) {
    return runFile(write('sample.test.mjs', ...lines));
  }

  function runFile(file: string) {
    const report = path.join(folder, 'report.jsonl');
    const reporter = path.join(repositoryRoot, 'scripts/testing/eventReporter.mjs');
    const reporting = [
      `--test-reporter=${pathToFileURL(reporter).href}`,
      `--test-reporter-destination=${report}`,
    ];
    // Otherwise the inner run would consider itself a part of the outer one.
    const env = { ...process.env };
    delete env['NODE_TEST_CONTEXT'];
    spawnSync(process.execPath, ['--test', ...reporting, file], { env });
    const events = readFileSync(report, 'utf8').trimEnd().split('\n');
    return toTestResults(events.map((line) => JSON.parse(line) as NodeTestEvent)).map((result) => ({
      ...result,
      name: result.name.replace(/ \(.*/, ''),
    }));
  }

  it('count the tests, but not the suites and the tests around other tests', () => {
    const results = run(
      "describe('suite', () => { it('a', () => {}); describe('inner', () => { it('b', () => {}); }); });",
      "test('around', async (t) => { await t.test('c', () => {}); });",
      "test('d', () => {});",
    );
    assert.deepEqual(
      results.map(({ name, outcome }) => [name, outcome]),
      [
        ['a', 'passed'],
        ['b', 'passed'],
        ['c', 'passed'],
        ['d', 'passed'],
      ],
    );
  });

  it('count a failure once, with its message', () => {
    const results = run(
      "describe('suite', () => { it('a', () => { throw new Error('broken'); }); it('b', () => {}); });",
    );
    assert.deepEqual(
      results.map(({ name, outcome }) => [name, outcome]),
      [
        ['a', 'failed'],
        ['b', 'passed'],
      ],
    );
    assert.ok(results[0]?.outcome === 'failed');
    assert.match(results[0].message, /broken/);
  });

  it('count a file that breaks before its first test', () => {
    const [only, ...others] = run("throw new Error('broken at the top');");
    assert.equal(only?.outcome, 'failed');
    assert.deepEqual(others, []);
  });

  it('count a hook that fails', () => {
    const results = run(
      "describe('suite', () => { before(() => { throw new Error('no server'); }); it('a', () => {}); });",
    );
    assert.ok(results.some(({ outcome }) => outcome === 'failed'));
    assert.match(JSON.stringify(results), /no server/);
  });

  it('include the reason of a skipped test', () => {
    assert.deepEqual(run("it('a', { skip: 'no graphics card' }, () => {});"), [
      { outcome: 'skipped', name: 'a', reason: 'no graphics card' },
    ]);
  });

  it('of several files in one process are those of each file alone', () => {
    const files = [
      write('broken.test.mjs', "throw new Error('broken at the top');"),
      write(
        'hooks.test.mjs',
        'beforeEach(() => { globalThis.prepared = true; });',
        "it('a', () => { if (!globalThis.prepared) throw new Error('not prepared'); });",
      ),
      write(
        'plain.test.mjs',
        'globalThis.prepared = false;',
        "it('b', () => { if (globalThis.prepared) throw new Error('prepared by another file'); });",
      ),
    ];
    const entry = path.join(folder, 'entry.mjs');
    writeFileSync(entry, describeEntry(files));
    const results = runFile(entry);
    const failed = results.flatMap((result) => (result.outcome === 'failed' ? result : []));
    assert.deepEqual(
      failed.map(({ name }) => name),
      [files[0]],
    );
    assert.match(failed[0]?.message ?? '', /broken at the top/);
    const passed = results.filter(({ outcome }) => outcome === 'passed').map(({ name }) => name);
    assert.deepEqual(passed, ['a', 'b']);
  });

  it('treat a test that is skipped without a reason as a failure', () => {
    assert.equal(run("it('a', { skip: true }, () => {});")[0]?.outcome, 'failed');
  });
});
