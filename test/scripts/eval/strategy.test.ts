import assert from 'node:assert/strict';
import test from 'node:test';
import { ruleNames, parseStrategy } from '../../../scripts/eval/strategy.ts';

test('the editor strategy disables nothing, and each rule can be disabled by its name', () => {
  assert.deepEqual(parseStrategy('editor').disabledRules, []);
  for (const rule of ruleNames) assert.deepEqual(parseStrategy(`no-${rule}`).disabledRules, [rule]);
});

test('the raw strategy still has the suffix, and the prefix strategy does not', () => {
  const { disabledRules } = parseStrategy('raw');
  assert.ok(!disabledRules.includes('suffixBlock'));
  assert.equal(disabledRules.length, ruleNames.length - 1);
  assert.deepEqual(parseStrategy('prefix').disabledRules, ruleNames);
});

test('the suffix-likelihood filter applies on a CPU if it is requested, and not without its rule', () => {
  assert.equal(parseStrategy('editor').shouldFilterBySuffixOnCpu, false);
  assert.equal(parseStrategy('editor', true).shouldFilterBySuffixOnCpu, true);
  assert.deepEqual(parseStrategy('no-suffixLikelihood', true).disabledRules, ['suffixLikelihood']);
});

test('several rules are separated by commas', () => {
  assert.deepEqual(parseStrategy('no-healing,no-syntax').disabledRules, ['healing', 'syntax']);
});

test('an unknown name is rejected with the valid ones', () => {
  assert.throws(() => parseStrategy('healing'), /no-RULE for the rules healing/);
  assert.throws(() => parseStrategy('no-healing,'), /no strategy/);
});
