import assert from 'node:assert/strict';
import test from 'node:test';
import type { CompleteParams, CompleteResult } from '../../src/engine/protocol.ts';
import type { EngineProcess } from '../../scripts/engine/engineProcess.ts';
import { EditedDocument } from '../support/editedDocument.ts';
import { enginesOfBothModels } from '../support/engineFixture.ts';

const engines = enginesOfBothModels();
let files = 0;

const drawings = [
  'export function sum(values) {\n  let total = 0;\n  for (const value of val║) {\n    total += value;\n  }\n  return total;\n}\n',
  'export function sum(values) {\n  ║\n  return values.length;\n}\n',
  // With tabs, the shown indentation is longer or shorter than the generated one.
  'export function sum(values) {\n\tlet total = 0;\n\tif (values) {║\n\t}\n\treturn total;\n}\n',
  'const first = [║];\nconst again = [a];\n',
];

const judgeOff = ['confidence', 'shakyTail'] as const;

function ask(
  engine: EngineProcess,
  document: EditedDocument,
  at: number,
  more: Partial<CompleteParams>,
): Promise<CompleteResult> {
  return engine.request('tramontane/complete', {
    ...document.params(at, 32),
    rulesOff: judgeOff,
    ...more,
  });
}

test('the suffix judges only texts, and leaves the window as it was', async () => {
  for (const engine of engines) {
    for (const drawing of drawings) {
      const at = drawing.indexOf('║');
      const file = `/workspace/gate${files++}.ts`;
      const document = await EditedDocument.open(engine, drawing.replace('║', ''), file);
      const free = await ask(engine, document, at, {});
      const judged = await ask(engine, document, at, { judgesBySuffix: true });
      if (free.kind === 'nothing') assert.equal(judged.kind, 'nothing');
      else {
        assert.ok(judged.metrics.judgedTokens > 0, drawing);
        if (judged.kind === 'text') assert.equal(judged.text, free.text);
        else {
          assert.equal(judged.reason, 'leadsNowhere');
          assert.deepEqual(judged.writing?.dropped, { rule: 'suffixGate', text: free.text });
          assert.equal(judged.metrics.wastedTokens, judged.metrics.decodeSteps);
        }
      }
      const again = await ask(engine, document, at, {});
      assert.deepEqual({ ...again, metrics: 0 }, { ...free, metrics: 0 });
      assert.equal(again.metrics.evaluatedTokens + again.metrics.decodeSteps, 0);
      const verified = await document.verify();
      assert.ok(verified === null || verified.isEqual, JSON.stringify({ drawing, verified }));
    }
  }
});

test('it does not judge where the rule is off, nor unasked on a processor', async () => {
  for (const engine of engines) {
    const drawing = drawings[0] ?? '';
    const at = drawing.indexOf('║');
    const file = `/workspace/gate${files++}.ts`;
    const document = await EditedDocument.open(engine, drawing.replace('║', ''), file);
    const off = [...judgeOff, 'suffixGate' as const];
    const result = await ask(engine, document, at, { judgesBySuffix: true, rulesOff: off });
    assert.equal(result.metrics.judgedTokens, 0);
    assert.equal((await ask(engine, document, at, {})).metrics.judgedTokens, 0);
  }
});
