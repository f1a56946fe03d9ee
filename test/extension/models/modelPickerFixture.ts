/** The command "Choose Model" with a scripted user and a hub on this machine. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { DownloadableModel } from '../../../src/extension/models/catalogue.ts';
import { downloadModel } from '../../../src/extension/models/download.ts';
import type { ModelChoice } from '../../../src/extension/models/modelChoices.ts';
import { createModelPicker } from '../../../src/extension/models/modelPicker.ts';
import type {
  ModelPickerOptions,
  ModelPickerUi,
  Confirmation,
} from '../../../src/extension/models/modelPicker.ts';
import {
  serveFile,
  serve,
  computeSha256,
  createBytes,
  createTemporaryFolder,
} from './fileServer.ts';
import type { Handler } from './fileServer.ts';

export const content = createBytes(100_000);
export const model: DownloadableModel = {
  kind: 'downloadable',
  id: 'test-model',
  title: 'Test Model',
  description: 'Good for tests.',
  license: 'Apache-2.0',
  repository: 'owner/name',
  revision: 'abc',
  file: 'test.gguf',
  bytes: content.length,
  sha256: computeSha256(content),
  memoryBytes: 6_000_000_000,
};

/** Actions of the user in the pickers and dialogs. */
export interface ScriptedUser {
  /** Label of the choice; undefined to dismiss the list. */
  readonly pickedLabel?: string;
  readonly pickedFile?: string;
  readonly consents?: boolean;
  /** True to press the cancel button when the first line of progress appears. */
  readonly cancels?: boolean;
  /** Answers to failures, in order. */
  readonly answers?: readonly ('tryAgain' | 'showLog' | undefined)[];
}

export interface PickerResult {
  readonly choices: readonly ModelChoice[];
  readonly questions: readonly Confirmation[];
  /** Values written to the setting, in order. */
  readonly settings: readonly (string | undefined)[];
  /** Messages to the user, in order. */
  readonly messages: readonly string[];
  readonly logLines: readonly string[];
  readonly path: string;
  readonly requestedUrls: readonly (string | undefined)[];
}

export interface PickerTestOptions extends Partial<ModelPickerOptions> {
  readonly handlers?: readonly Handler[];
}

/** Runs the command once and returns the results. */
export async function chooseModel(
  t: TestContext,
  user: ScriptedUser,
  { handlers = [serveFile(content)], ...overrides }: PickerTestOptions = {},
): Promise<PickerResult> {
  const server = await serve(t, ...handlers);
  const storageDirectory = overrides.storageDirectory ?? (await createTemporaryFolder(t));
  const choices: ModelChoice[] = [];
  const questions: Confirmation[] = [];
  const settings: (string | undefined)[] = [];
  const messages: string[] = [];
  const logLines: string[] = [];
  const answers = [...(user.answers ?? [])];
  const ui: ModelPickerUi = {
    pickModel: async (choicesToOffer) => {
      choices.push(...choicesToOffer);
      return Promise.resolve(choicesToOffer.find(({ label }) => label === user.pickedLabel));
    },
    pickFile: async () => Promise.resolve(user.pickedFile),
    confirm: async (question) => {
      questions.push(question);
      return Promise.resolve(user.consents ?? false);
    },
    showProgress: async (_title, task) => {
      const controller = new AbortController();
      return task(() => {
        if (user.cancels === true) controller.abort();
      }, controller.signal);
    },
    inform: (message) => messages.push(message),
    reportFailure: async (message) => {
      messages.push(message);
      return Promise.resolve(answers.shift());
    },
    showLog: () => messages.push('(the log)'),
  };
  await createModelPicker(
    {
      models: [model],
      storageDirectory,
      bundledModelPath: '/extension/small.gguf',
      getCurrentPath: () => '/extension/small.gguf',
      setModelPath: async (path) => {
        settings.push(path);
        return Promise.resolve();
      },
      log: { info: (line) => logLines.push(line), error: (line) => logLines.push(line) },
      endpoint: server.origin,
      token: undefined,
      environmentModel: undefined,
      totalMemoryBytes: 16e9,
      download: downloadModel,
      ...overrides,
    },
    ui,
  )();
  const requestedUrls = server.requests.map(({ url }) => url);
  const path = join(storageDirectory, model.file);
  return { choices, questions, settings, messages, logLines, path, requestedUrls };
}

/** Creates a storage folder with a file `name` of these bytes. */
export async function createStorage(t: TestContext, name: string, bytes: Buffer): Promise<string> {
  const folder = join(await createTemporaryFolder(t), 'models');
  mkdirSync(folder);
  writeFileSync(join(folder, name), bytes);
  return folder;
}
