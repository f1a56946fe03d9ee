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
  Question,
} from '../../../src/extension/models/modelPicker.ts';
import { file, serve, sha256, someBytes, temporaryFolder } from './fileServer.ts';
import type { Handler } from './fileServer.ts';

export const content = someBytes(100_000);
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
  sha256: sha256(content),
  memoryBytes: 6_000_000_000,
};

/** Actions of the user in the pickers and dialogs. */
export interface Person {
  /** Label of the choice; undefined to dismiss the list. */
  readonly picks?: string;
  readonly picksFile?: string;
  readonly consents?: boolean;
  /** True to press the cancel button when the first line of progress appears. */
  readonly cancels?: boolean;
  /** Answers to failures, in order. */
  readonly answers?: readonly ('tryAgain' | 'showLog' | undefined)[];
}

export interface World {
  readonly choices: readonly ModelChoice[];
  readonly questions: readonly Question[];
  /** Values written to the setting, in order. */
  readonly settings: readonly (string | undefined)[];
  /** Messages to the user, in order. */
  readonly said: readonly string[];
  readonly logged: readonly string[];
  readonly path: string;
  readonly asked: readonly (string | undefined)[];
}

export interface WorldOptions extends Partial<ModelPickerOptions> {
  readonly handlers?: readonly Handler[];
}

/** Runs the command once and returns the results. */
export async function chooseModel(
  t: TestContext,
  person: Person,
  { handlers = [file(content)], ...overrides }: WorldOptions = {},
): Promise<World> {
  const server = await serve(t, ...handlers);
  const storageDirectory = overrides.storageDirectory ?? (await temporaryFolder(t));
  const choices: ModelChoice[] = [];
  const questions: Question[] = [];
  const settings: (string | undefined)[] = [];
  const said: string[] = [];
  const logged: string[] = [];
  const answers = [...(person.answers ?? [])];
  const ui: ModelPickerUi = {
    pickModel: async (offered) => {
      choices.push(...offered);
      return Promise.resolve(offered.find(({ label }) => label === person.picks));
    },
    pickFile: async () => Promise.resolve(person.picksFile),
    confirm: async (question) => {
      questions.push(question);
      return Promise.resolve(person.consents ?? false);
    },
    showProgress: async (_title, task) => {
      const controller = new AbortController();
      return task(() => {
        if (person.cancels === true) controller.abort();
      }, controller.signal);
    },
    inform: (message) => said.push(message),
    reportFailure: async (message) => {
      said.push(message);
      return Promise.resolve(answers.shift());
    },
    showLog: () => said.push('(the log)'),
  };
  await createModelPicker(
    {
      models: [model],
      storageDirectory,
      bundledModelPath: '/extension/small.gguf',
      currentPath: () => '/extension/small.gguf',
      setModelPath: async (path) => {
        settings.push(path);
        return Promise.resolve();
      },
      log: { info: (line) => logged.push(line), error: (line) => logged.push(line) },
      endpoint: server.origin,
      token: undefined,
      environmentModel: undefined,
      totalMemoryBytes: 16e9,
      download: downloadModel,
      ...overrides,
    },
    ui,
  )();
  const asked = server.requests.map(({ url }) => url);
  const path = join(storageDirectory, model.file);
  return { choices, questions, settings, said, logged, path, asked };
}

/** Creates a storage folder with a file `name` of these bytes. */
export async function storageWith(t: TestContext, name: string, bytes: Buffer): Promise<string> {
  const folder = join(await temporaryFolder(t), 'models');
  mkdirSync(folder);
  writeFileSync(join(folder, name), bytes);
  return folder;
}
