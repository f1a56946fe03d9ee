import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createEngineNotice } from '../../../src/extension/chat/engineNotice.ts';
import { createModelSummary } from '../../support/modelSummary.ts';

describe('the notice about the engine', () => {
  it('names the model when questions are possible', () => {
    const model = createModelSummary();
    const notice = createEngineNotice({ kind: 'ready', model });
    assert.deepEqual(notice, { isReady: true, label: 'mistral.gguf' });

    const small = createEngineNotice({ kind: 'ready', model: { ...model, fileBytes: 14_000_000 } });
    assert.equal(small.isReady, true);
    assert.match(small.advice ?? '', /little sense/);
    assert.equal(small.remedy, 'chooseModel');
  });

  it('shows the loading progress with the file name only', () => {
    const notice = createEngineNotice({
      kind: 'loading',
      path: 'C:\\models\\m.gguf',
      fraction: 0.4,
    });
    assert.deepEqual(notice, { isReady: false, label: 'Loading m.gguf…', progress: 0.4 });
  });

  it('offers to choose a model if there is none', () => {
    assert.equal(createEngineNotice({ kind: 'empty' }).remedy, 'chooseModel');
  });

  it('offers a restart after the engine has given up', () => {
    const notice = createEngineNotice({
      kind: 'stopped',
      message: 'The engine stopped three times.',
    });
    assert.deepEqual(notice, {
      isReady: false,
      label: 'The engine stopped three times.',
      remedy: 'restartEngine',
    });
  });

  it('states that the engine is starting, and why it restarts', () => {
    assert.equal(createEngineNotice({ kind: 'starting' }).isReady, false);
    assert.equal(
      createEngineNotice({ kind: 'starting', message: 'It crashed.' }).label,
      'It crashed.',
    );
  });

  it('states why the model could not be loaded, and offers to choose another one', () => {
    const failure = { code: 'modelNotFound', message: 'There is no file m.gguf.' } as const;
    const notice = createEngineNotice({ kind: 'failed', path: '/m.gguf', failure });
    assert.deepEqual(notice, {
      isReady: false,
      label: 'There is no file m.gguf.',
      remedy: 'chooseModel',
    });
  });
});
