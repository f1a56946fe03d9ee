import assert from 'node:assert/strict';
import test from 'node:test';
import { windowView } from '../../../src/completion/window/windowView.ts';
import { StandingTexts } from '../../../src/engine/pipeline/standingTexts.ts';
import type { CompleteParams, CompleteResult } from '../../../src/engine/protocol.ts';
import { requestMetrics } from '../../support/requestMetrics.ts';

const params: CompleteParams = {
  textDocument: { uri: 'file:///a.ts', version: 1 },
  position: { line: 0, character: 0 },
  lines: 'auto',
  maxTokens: 16,
};
const writing = { raw: '', confidence: null, dropped: null };
const stopReason = 'lineEnd';

function text(of: string, replaces = 0): CompleteResult {
  return { kind: 'text', text: of, replaces, stopReason, writing, metrics: requestMetrics() };
}

const unsure: CompleteResult = {
  ...{ kind: 'nothing', reason: 'unsure', stopReason, writing },
  metrics: requestMetrics(),
};

/** Requests a completion at the `║` of a document and returns the text of the answer. */
function asks(standing: StandingTexts, different: Partial<CompleteParams> = {}) {
  return (drawing: string, result: CompleteResult): string => {
    const at = windowView(drawing.replace('║', ''), drawing.indexOf('║'));
    const answer = standing.answer(result, { ...params, ...different }, at);
    return answer.kind === 'text' ? answer.text : '';
  };
}

test('a text that is typed along stays, whatever its rest alone is worth', () => {
  const ask = asks(new StandingTexts());
  assert.equal(ask('a ║\nb', text('total = 0;')), 'total = 0;');
  assert.equal(ask('a t║\nb', unsure), 'otal = 0;');
  assert.equal(ask('a to║\nb', text('day')), 'tal = 0;');
});

test('one that has grown at its end is the new one', () => {
  const ask = asks(new StandingTexts());
  ask('a ║\nb', text('total'));
  assert.equal(ask('a t║\nb', text('otal = 0;')), 'otal = 0;');
  assert.equal(ask('a to║\nb', unsure), 'tal = 0;');
});

test('once something else is typed, or all of it, nothing of it stands', () => {
  const ask = asks(new StandingTexts());
  ask('a ║\nb', text('total'));
  assert.equal(ask('a x║\nb', unsure), '');
  assert.equal(ask('a total║\nb', unsure), '');
  assert.equal(ask('a total║\nb', text(' = 0;')), ' = 0;');
});

test('at its own place the answer is what the model says now', () => {
  const ask = asks(new StandingTexts());
  ask('a ║\nb', text('total'));
  assert.equal(ask('a ║\nb', unsure), '');
  assert.equal(ask('a ║\nb', text('other')), 'other');
});

test('what it takes the place of stays so', () => {
  const standing = new StandingTexts();
  asks(standing)('f(║)', text('one)', 1));
  const at = windowView('f(o)', 3);
  const answer = standing.answer(unsure, params, at);
  assert.deepEqual(answer.kind === 'text' && [answer.text, answer.replaces], ['ne)', 1]);
});

test('the line ends are those of the document', () => {
  const ask = asks(new StandingTexts());
  ask('a ║\r\nb', text('one\r\ntwo'));
  assert.equal(ask('a o║\r\nb', unsure), 'ne\r\ntwo');
});

test('other documents and other ways of asking have texts of their own', () => {
  const standing = new StandingTexts();
  asks(standing)('a ║\nb', text('total'));
  const other = { textDocument: { uri: 'file:///b.ts', version: 1 } };
  assert.equal(asks(standing, other)('a t║\nb', unsure), '');
  assert.equal(asks(standing, { rulesOff: ['syntax'] })('a t║\nb', unsure), '');
  standing.forget();
  assert.equal(asks(standing)('a t║\nb', unsure), '');
});

test('where nothing was written a text that stands is not the answer', () => {
  const ask = asks(new StandingTexts());
  ask('a ║\nb', text('total'));
  const cancelled: CompleteResult = {
    ...{ kind: 'nothing', reason: 'cancelled' },
    metrics: requestMetrics(),
  };
  assert.equal(ask('a t║\nb', cancelled), '');
});
