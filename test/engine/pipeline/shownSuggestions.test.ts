import assert from 'node:assert/strict';
import test from 'node:test';
import { createWindowView } from '../../../src/completion/window/windowView.ts';
import { ShownSuggestions } from '../../../src/engine/pipeline/shownSuggestions.ts';
import type { CompleteParams, CompleteResult } from '../../../src/engine/protocol.ts';
import { createRequestMetrics } from '../../support/requestMetrics.ts';

const params: CompleteParams = {
  textDocument: { uri: 'file:///a.ts', version: 1 },
  position: { line: 0, character: 0 },
  lines: 'auto',
  maxTokens: 16,
};
const generationReport = { raw: '', confidence: null };
const stopReason = 'lineEnd';

function createTextResult(of: string, replaces = 0): CompleteResult {
  return {
    kind: 'text',
    text: of,
    replaces,
    stopReason,
    generationReport,
    metrics: createRequestMetrics(),
  };
}

const lowConfidenceResult: CompleteResult = {
  ...{ kind: 'nothing', stopReason, generationReport },
  outcome: { stage: 'generation', rule: 'lowConfidence' },
  metrics: createRequestMetrics(),
};

/** Requests a completion at the `║` of a document and returns the text of the answer. */
function createRequester(suggestions: ShownSuggestions, different: Partial<CompleteParams> = {}) {
  return (markedText: string, result: CompleteResult): string => {
    const at = createWindowView(markedText.replace('║', ''), markedText.indexOf('║'));
    const answer = suggestions.resolveAnswer(result, { ...params, ...different }, at);
    return answer.kind === 'text' ? answer.text : '';
  };
}

test('a suggestion that the user types stays, even if its rest alone would be rejected', () => {
  const ask = createRequester(new ShownSuggestions());
  assert.equal(ask('a ║\nb', createTextResult('total = 0;')), 'total = 0;');
  assert.equal(ask('a t║\nb', lowConfidenceResult), 'otal = 0;');
  assert.equal(ask('a to║\nb', createTextResult('day')), 'tal = 0;');
});

test('a suggestion that has grown at its end replaces the previous one', () => {
  const ask = createRequester(new ShownSuggestions());
  ask('a ║\nb', createTextResult('total'));
  assert.equal(ask('a t║\nb', createTextResult('otal = 0;')), 'otal = 0;');
  assert.equal(ask('a to║\nb', lowConfidenceResult), 'tal = 0;');
});

test('no suggestion remains after other text is typed, or all of it', () => {
  const ask = createRequester(new ShownSuggestions());
  ask('a ║\nb', createTextResult('total'));
  assert.equal(ask('a x║\nb', lowConfidenceResult), '');
  assert.equal(ask('a total║\nb', lowConfidenceResult), '');
  assert.equal(ask('a total║\nb', createTextResult(' = 0;')), ' = 0;');
});

test('at its own position the answer is the current result of the model', () => {
  const ask = createRequester(new ShownSuggestions());
  ask('a ║\nb', createTextResult('total'));
  assert.equal(ask('a ║\nb', lowConfidenceResult), '');
  assert.equal(ask('a ║\nb', createTextResult('other')), 'other');
});

test('the replaced range stays the same', () => {
  const suggestions = new ShownSuggestions();
  createRequester(suggestions)('f(║)', createTextResult('one)', 1));
  const at = createWindowView('f(o)', 3);
  const answer = suggestions.resolveAnswer(lowConfidenceResult, params, at);
  assert.deepEqual(answer.kind === 'text' && [answer.text, answer.replaces], ['ne)', 1]);
});

test('the line ends are those of the document', () => {
  const ask = createRequester(new ShownSuggestions());
  ask('a ║\r\nb', createTextResult('one\r\ntwo'));
  assert.equal(ask('a o║\r\nb', lowConfidenceResult), 'ne\r\ntwo');
});

test('other documents and other kinds of requests have separate suggestions', () => {
  const shownSuggestions = new ShownSuggestions();
  createRequester(shownSuggestions)('a ║\nb', createTextResult('total'));
  const other = { textDocument: { uri: 'file:///b.ts', version: 1 } };
  assert.equal(createRequester(shownSuggestions, other)('a t║\nb', lowConfidenceResult), '');
  assert.equal(
    createRequester(shownSuggestions, { disabledRules: ['syntax'] })(
      'a t║\nb',
      lowConfidenceResult,
    ),
    '',
  );
  shownSuggestions.clear();
  assert.equal(createRequester(shownSuggestions)('a t║\nb', lowConfidenceResult), '');
});

test('without a generation the shown suggestion is not the answer', () => {
  const ask = createRequester(new ShownSuggestions());
  ask('a ║\nb', createTextResult('total'));
  const cancelled: CompleteResult = {
    kind: 'nothing',
    outcome: { stage: 'request', rule: 'cancelled' },
    metrics: createRequestMetrics(),
  };
  assert.equal(ask('a t║\nb', cancelled), '');
});
