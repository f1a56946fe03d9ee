import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { TestApi } from '../../../src/extension/testApi.ts';
import { writeModelWithValue } from '../../support/spoiledModels.ts';
import { activateTramontane, waitUntil, extensionId, waitUntilReady } from '../tramontane.ts';

describe('choosing models in VS Code', () => {
  let api: TestApi;
  let folder: string;
  let smallModel: string;

  before(async () => {
    api = await activateTramontane();
    await waitUntilReady(api);
    folder = mkdtempSync(path.join(os.tmpdir(), 'tramontane-host-'));
    const extension = vscode.extensions.getExtension(extensionId)?.extensionPath ?? '';
    smallModel = path.join(extension, 'media/models/tiny-mistral-fim-Q8_0.gguf');
  });

  after(async () => {
    await choose(undefined);
    await waitUntilReady(api);
    rmSync(folder, { recursive: true });
  });

  it('reports a problem with a path, and loads the next valid model without a reload', async () => {
    const missing = path.join(folder, 'missing.gguf');
    await choose(missing);
    await waitUntil('the failure', () => api.getState().kind === 'failed');
    const state = api.getState();
    assert.ok(state.kind === 'failed' && state.failure.message.includes(missing));

    await choose(smallModel);
    await waitUntil('the good model', () => isReadyWith(smallModel), 45_000);
  });

  it('does not reload a model that crashed the engine, and recovers with a valid one', async () => {
    const aborting = path.join(folder, 'aborting.gguf');
    writeModelWithValue(smallModel, aborting, 'llama.feed_forward_length', 0);
    await choose(aborting);
    await waitUntil('the engine to give up on it', () => api.getState().kind === 'stopped', 45_000);
    const state = api.getState();
    assert.ok(state.kind === 'stopped' && state.message.includes(aborting));
    assert.equal(api.getEnginePid(), undefined);

    await choose(smallModel);
    await waitUntil('the good model', () => isReadyWith(smallModel), 45_000);
  });

  function isReadyWith(model: string): boolean {
    const state = api.getState();
    return state.kind === 'ready' && state.model.path === model;
  }
});

async function choose(model: string | undefined): Promise<void> {
  await vscode.workspace
    .getConfiguration('tramontane')
    .update('model.path', model, vscode.ConfigurationTarget.Global);
}
