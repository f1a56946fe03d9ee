import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { engineNotice } from '../../../src/extension/chat/engineNotice.ts';
import { modelSummary } from '../../support/modelSummary.ts';

describe('engineNotice', () => {
  it('names the model when a question can be asked', () => {
    const model = modelSummary();
    const notice = engineNotice({ kind: 'ready', model });
    assert.deepEqual(notice, { ready: true, label: 'mistral.gguf' });

    const small = engineNotice({ kind: 'ready', model: { ...model, fileBytes: 14_000_000 } });
    assert.equal(small.ready, true);
    assert.match(small.advice ?? '', /little sense/);
    assert.equal(small.remedy, 'chooseModel');
  });

  it('shows how far the loading is, by the name of the file alone', () => {
    const notice = engineNotice({ kind: 'loading', path: 'C:\\models\\m.gguf', fraction: 0.4 });
    assert.deepEqual(notice, { ready: false, label: 'Loading m.gguf…', progress: 0.4 });
  });

  it('offers to choose a model where there is none', () => {
    assert.equal(engineNotice({ kind: 'empty' }).remedy, 'chooseModel');
  });

  it('offers a restart where the engine gave up', () => {
    const notice = engineNotice({ kind: 'stopped', message: 'The engine stopped three times.' });
    assert.deepEqual(notice, {
      ready: false,
      label: 'The engine stopped three times.',
      remedy: 'restartEngine',
    });
  });

  it('says that the engine starts, and why it starts again', () => {
    assert.equal(engineNotice({ kind: 'starting' }).ready, false);
    assert.equal(engineNotice({ kind: 'starting', message: 'It crashed.' }).label, 'It crashed.');
  });

  it('says why the model could not be loaded, and offers to choose another', () => {
    const failure = { code: 'modelNotFound', message: 'There is no file m.gguf.' } as const;
    const notice = engineNotice({ kind: 'failed', path: '/m.gguf', failure });
    assert.deepEqual(notice, {
      ready: false,
      label: 'There is no file m.gguf.',
      remedy: 'chooseModel',
    });
  });
});
