import assert from 'node:assert/strict';
import test from 'node:test';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { DocumentEdit } from '../../../scripts/engine/engineProcess.ts';
import {
  completeAfterPause,
  completeAtOnce,
  type PauseEngine,
} from '../../../scripts/afterRest/askAfterRest.ts';
import { formatResults, rateAnswers } from '../../../scripts/afterRest/restReport.ts';
import type {
  CompleteParams,
  CompleteResult,
  EngineRequests,
} from '../../../src/engine/protocol.ts';
import { createRequestMetrics } from '../../support/requestMetrics.ts';

const pauseCase = {
  file: 'a.ts',
  languageId: 'typescript',
  before: 'a {',
  after: '\n}\n',
  typed: '\n  b',
  expect: 'c',
};

/** An engine that records messages and answers each request alike. */
class FakeEngine implements PauseEngine {
  readonly messages: string[] = [];

  open(text: string) {
    this.messages.push(`open ${JSON.stringify(text)}`);
    return Promise.resolve('file:///a.ts');
  }

  notify(method: string) {
    this.messages.push(method);
    return Promise.resolve();
  }

  change(document: TextDocument, { offset, remove, insert }: DocumentEdit) {
    this.messages.push(`change ${offset} ${JSON.stringify(insert)}`);
    const start = document.positionAt(offset);
    const range = { start, end: document.positionAt(offset + remove) };
    return Promise.resolve(
      TextDocument.update(document, [{ range, text: insert }], document.version + 1),
    );
  }

  request<Method extends keyof EngineRequests>(
    _method: Method,
    params: EngineRequests[Method]['params'],
  ): Promise<EngineRequests[Method]['result']> {
    const { textDocument, position } = params as CompleteParams;
    this.messages.push(`request ${textDocument.version} ${position.line}:${position.character}`);
    const answer: CompleteResult = {
      kind: 'nothing',
      outcome: { stage: 'generation', rule: 'lowConfidence' },
      metrics: createRequestMetrics(),
    };
    return Promise.resolve(answer as EngineRequests[Method]['result']);
  }
}

test('after a pause the text is typed key by key before the request', async () => {
  const engine = new FakeEngine();
  assert.deepEqual(await completeAfterPause(engine, pauseCase, 0), {
    text: '',
    reason: 'lowConfidence',
  });
  assert.deepEqual(engine.messages, [
    'open "a {\\n}\\n"',
    'tramontane/cursor',
    'change 3 "\\n  "',
    'change 6 "b"',
    'request 3 1:3',
  ]);
});

test('without a pause the request follows the document immediately', async () => {
  const engine = new FakeEngine();
  await completeAtOnce(engine, pauseCase);
  assert.deepEqual(engine.messages, ['open "a {\\n  b\\n}\\n"', 'request 1 1:3']);
});

test('the report compares both answers and adds them up', () => {
  const [rested, fresh] = [
    { text: 'b c', reason: null },
    { text: 'c', reason: null },
  ];
  const result = rateAnswers(pauseCase, rested, fresh);
  assert.deepEqual([result.line, result.isEqual, result.fresh.isRight], ['  b', false, true]);
  const text = formatResults([result]);
  assert.match(text, /1 cases, 0 with equal texts/);
  assert.match(text, /after a rest: 1 shown, 0 right, 0 doubled\nat once: 1 shown, 1 right/);
});
