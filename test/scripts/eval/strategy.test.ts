import assert from 'node:assert/strict';
import test from 'node:test';
import { ruleNames, strategyNamed } from '../../../scripts/eval/strategy.ts';

test('the editor switches nothing off, and each rule can be switched off by its name', () => {
  assert.deepEqual(strategyNamed('editor').rulesOff, []);
  for (const rule of ruleNames) assert.deepEqual(strategyNamed(`no-${rule}`).rulesOff, [rule]);
});

test('the raw model still sees the suffix, and the prefix alone does not', () => {
  const { rulesOff } = strategyNamed('raw');
  assert.ok(!rulesOff.includes('suffixBlock'));
  assert.equal(rulesOff.length, ruleNames.length - 1);
  assert.deepEqual(strategyNamed('prefix').rulesOff, ruleNames);
});

test('the suffix judges on a processor where that is asked for, and not without its rule', () => {
  assert.equal(strategyNamed('editor').judgesBySuffix, false);
  assert.equal(strategyNamed('editor', true).judgesBySuffix, true);
  assert.deepEqual(strategyNamed('no-suffixGate', true).rulesOff, ['suffixGate']);
});

test('several rules are named with commas', () => {
  assert.deepEqual(strategyNamed('no-healing,no-syntax').rulesOff, ['healing', 'syntax']);
});

test('a name that is none is refused with those that are', () => {
  assert.throws(() => strategyNamed('healing'), /no-RULE for the rules healing/);
  assert.throws(() => strategyNamed('no-healing,'), /no strategy/);
});
