import assert from 'node:assert/strict';
import test from 'node:test';
import type { CompleteParams, CompleteResult } from '../../src/engine/protocol.ts';
import type { EngineProcess } from '../../scripts/engine/engineProcess.ts';
import { EditedDocument } from '../support/editedDocument.ts';
import { useEnginesOfBothModels } from '../support/engineFixture.ts';

const engines = useEnginesOfBothModels();
let files = 0;

const markedTexts = [
  'export function sum(values) {\n  let total = 0;\n  for (const value of val║) {\n    total += value;\n  }\n  return total;\n}\n',
  'export function sum(values) {\n  ║\n  return values.length;\n}\n',
  // With tabs, the shown indentation is longer or shorter than the generated one.
  'export function sum(values) {\n\tlet total = 0;\n\tif (values) {║\n\t}\n\treturn total;\n}\n',
  'const first = [║];\nconst again = [a];\n',
];

const disabledFilters = ['confidence', 'confidentPrefix'] as const;

function complete(
  engine: EngineProcess,
  document: EditedDocument,
  at: number,
  more: Partial<CompleteParams>,
): Promise<CompleteResult> {
  return engine.request('tramontane/complete', {
    ...document.createParams(at, 32),
    disabledRules: disabledFilters,
    ...more,
  });
}

test('the suffix-likelihood filter evaluates only texts, and does not change the window', async () => {
  for (const engine of engines) {
    for (const drawing of markedTexts) {
      const at = drawing.indexOf('║');
      const file = `/workspace/gate${files++}.ts`;
      const document = await EditedDocument.open(engine, drawing.replace('║', ''), file);
      const free = await complete(engine, document, at, {});
      const filtered = await complete(engine, document, at, { shouldFilterBySuffixOnCpu: true });
      if (free.kind === 'nothing') assert.equal(filtered.kind, 'nothing');
      else {
        assert.ok(filtered.metrics.suffixFilterTokens > 0, drawing);
        if (filtered.kind === 'text') assert.equal(filtered.text, free.text);
        else {
          assert.deepEqual(filtered.outcome, {
            stage: 'filter',
            rule: 'suffixLikelihood',
            text: free.text,
          });
          assert.equal(filtered.metrics.wastedTokens, filtered.metrics.decodeSteps);
        }
      }
      const again = await complete(engine, document, at, {});
      assert.deepEqual({ ...again, metrics: 0 }, { ...free, metrics: 0 });
      assert.equal(again.metrics.evaluatedTokens + again.metrics.decodeSteps, 0);
      const verified = await document.verify();
      assert.ok(verified === null || verified.isEqual, JSON.stringify({ drawing, verified }));
    }
  }
});

test('it does not apply if the rule is off, nor by default on a CPU', async () => {
  for (const engine of engines) {
    const drawing = markedTexts[0] ?? '';
    const at = drawing.indexOf('║');
    const file = `/workspace/gate${files++}.ts`;
    const document = await EditedDocument.open(engine, drawing.replace('║', ''), file);
    const off = [...disabledFilters, 'suffixLikelihood' as const];
    const result = await complete(engine, document, at, {
      shouldFilterBySuffixOnCpu: true,
      disabledRules: off,
    });
    assert.equal(result.metrics.suffixFilterTokens, 0);
    assert.equal((await complete(engine, document, at, {})).metrics.suffixFilterTokens, 0);
  }
});
