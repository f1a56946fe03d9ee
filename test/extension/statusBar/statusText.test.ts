import assert from 'node:assert/strict';
import test from 'node:test';
import type { CompleteResult, EngineState } from '../../../src/engine/protocol.ts';
import type { EngineStatus } from '../../../src/extension/engineHost/engineStatus.ts';
import { createModelSummary } from '../../support/modelSummary.ts';
import { createStatusText } from '../../../src/extension/statusBar/statusText.ts';
import { createRequestMetrics } from '../../support/requestMetrics.ts';

const ready: EngineState = {
  kind: 'ready',
  model: createModelSummary({ name: 'small.gguf' }),
};

const last: CompleteResult = {
  kind: 'text',
  text: 'x',
  replaces: 0,
  stopReason: 'lineEnd',
  generationReport: { raw: 'x', confidence: null },
  metrics: createRequestMetrics({
    promptTokens: 214,
    reusedTokens: 210,
    evaluatedTokens: 4,
    prefetchedTokens: 3,
    decodeSteps: 7,
    wastedTokens: 2,
    queueMs: 1.04,
    prefillMs: 20,
    decodeMs: 60,
    timeToFirstTokenMs: 22,
    totalMs: 83.6,
  }),
};

const labels: readonly (readonly [
  string,
  EngineStatus,
  boolean,
  CompleteResult | undefined,
  RegExp,
])[] = [
  ['a start', { kind: 'starting' }, true, undefined, /^Tramontane: starting$/],
  [
    'a load',
    { kind: 'loading', path: '/m/a.gguf', fraction: 0.456 },
    true,
    undefined,
    /^Tramontane: loading 45 %$/,
  ],
  ['readiness', ready, true, undefined, /^Tramontane: ready, small\.gguf$/],
  ['being turned off', ready, false, undefined, /^Tramontane: off, small\.gguf$/],
  [
    'the last figures',
    ready,
    true,
    last,
    /^Tramontane: ready, small\.gguf; last completion 84 ms, 210 of 214 prompt tokens reused, 4 evaluated, 3 of them ahead, 7 decoded$/,
  ],
  [
    'a failed model',
    {
      kind: 'failed',
      path: '/m/a.gguf',
      failure: { code: 'modelNotFound', message: 'There is no file.' },
    },
    true,
    undefined,
    /^Tramontane: failed, There is no file\.$/,
  ],
  [
    'an engine that gave up',
    { kind: 'stopped', message: 'It ended.' },
    true,
    undefined,
    /^Tramontane: failed, It ended\.$/,
  ],
];

for (const [name, status, enabled, result, label] of labels) {
  test(`the label shows ${name}`, () => {
    assert.match(
      createStatusText(status, enabled ? {} : { disabledScope: 'all' }, result).label,
      label,
    );
  });
}

test('only failures are colored', () => {
  assert.equal(createStatusText(ready, {}, undefined).severity, 'normal');
  assert.equal(
    createStatusText({ kind: 'stopped', message: '' }, {}, undefined).severity,
    'warning',
  );
});

test('a missing suggestion is shown with its reason', () => {
  const outcome = { stage: 'filter', rule: 'suffixOverlap' } as const;
  const nothing = { kind: 'nothing', outcome, metrics: last.metrics } as const;
  assert.match(
    createStatusText(ready, {}, nothing).tooltip,
    /nothing shown: it repeated the text after the cursor/,
  );
});

test('the tooltip shows the window, and the cost of the last completion', () => {
  assert.equal(
    createStatusText(ready, {}, last).tooltip,
    [
      '**Tramontane** is ready.',
      '',
      '`small.gguf` on the CPU, window 1,024 tokens',
      '',
      'Last completion: 84 ms',
      '',
      '- Reused: 210 of 214 prompt tokens',
      '- Evaluated: 4 tokens, 3 of them ahead of the request',
      '- Decoded: 7 tokens, 5 shown, 2 wasted',
      '- Time: queue 1.0 ms, prefill 20 ms, decode 60 ms, first token 22 ms',
      '',
      '[Show Cache](command:tramontane.showCache) · [Explain Last Completion](command:tramontane.explainLastCompletion)',
    ].join('\n'),
  );
});

test('the tooltip shows the window of the chat if it is another one', () => {
  const model = createModelSummary({ windowTokens: 4096, contextTokens: 8192 });
  const { tooltip } = createStatusText({ kind: 'ready', model }, {}, undefined);
  assert.match(tooltip, /window 4,096 tokens, 8,192 in the chat\n/);
});

test('the tooltip says that requests wait for a pause, where completions are automatic', () => {
  const sentence =
    '\n\nThis machine cannot complete between keys: suggestions appear when you pause.\n\n';
  const isWaitingForPause = true;
  assert.ok(createStatusText(ready, { isWaitingForPause }, undefined).tooltip.includes(sentence));
  for (const completions of [
    { isWaitingForPause: false },
    { isWaitingForPause, disabledScope: 'all' as const },
    { isWaitingForPause, snoozedUntil: '14:05' },
  ]) {
    assert.ok(!createStatusText(ready, completions, undefined).tooltip.includes(sentence));
  }
});

test('a snooze is shown with its end, unless completions are off anyway', () => {
  const snoozed = createStatusText(ready, { snoozedUntil: '14:05' }, undefined);
  assert.equal(snoozed.label, 'Tramontane: snoozed until 14:05, small.gguf');
  assert.equal(snoozed.text, '$(bell-slash) Tramontane');
  assert.match(snoozed.tooltip, /snoozed until 14:05: completions come on request only/);
  const off = createStatusText(
    ready,
    { disabledScope: 'language', snoozedUntil: '14:05' } as const,
    undefined,
  );
  assert.equal(off.label, 'Tramontane: off for this language, small.gguf');
});
