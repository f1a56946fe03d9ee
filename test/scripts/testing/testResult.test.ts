import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  describeExceptions,
  formatTotals,
  type TestResult,
} from '../../../scripts/testing/testResult.ts';

const results: readonly TestResult[] = [
  { outcome: 'passed', name: 'a' },
  { outcome: 'failed', name: 'b', message: 'first\nsecond' },
  { outcome: 'passed', name: 'c' },
  { outcome: 'skipped', name: 'd', reason: 'no Vulkan' },
];

describe('the report of a test run', () => {
  it('has its totals in one line', () => {
    assert.equal(formatTotals(results), '2 passed, 1 failed, 1 skipped');
    assert.equal(formatTotals([]), '0 passed, 0 failed, 0 skipped');
  });

  it('lists failed tests with their message, and skipped ones with their reason', () => {
    assert.equal(
      describeExceptions(results),
      'Failed:\n  ✖ b\n      first\n      second\nSkipped:\n  ﹣ d: no Vulkan',
    );
  });

  it('is empty if there is nothing to list', () => {
    assert.equal(describeExceptions([{ outcome: 'passed', name: 'a' }]), '');
  });
});
