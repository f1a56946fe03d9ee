import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  describeExceptions,
  totalsLine,
  type TestResult,
} from '../../../scripts/testing/testResult.ts';

const results: readonly TestResult[] = [
  { outcome: 'passed', name: 'a' },
  { outcome: 'failed', name: 'b', message: 'first\nsecond' },
  { outcome: 'passed', name: 'c' },
  { outcome: 'skipped', name: 'd', reason: 'no Vulkan' },
];

describe('the end of a test run', () => {
  it('sums up in one line', () => {
    assert.equal(totalsLine(results), '2 passed, 1 failed, 1 skipped');
    assert.equal(totalsLine([]), '0 passed, 0 failed, 0 skipped');
  });

  it('names what failed with its message, and what was left out with the reason', () => {
    assert.equal(
      describeExceptions(results),
      'Failed:\n  ✖ b\n      first\n      second\nSkipped:\n  ﹣ d: no Vulkan',
    );
  });

  it('says nothing when there is nothing to say', () => {
    assert.equal(describeExceptions([{ outcome: 'passed', name: 'a' }]), '');
  });
});
