import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { file, status } from './fileServer.ts';
import { chooseModel, content, model, storageWith } from './modelPickerFixture.ts';

void test('the list shows the small model, those to download, and any other file', async (t) => {
  const { choices, settings } = await chooseModel(t, {});
  assert.deepEqual(
    choices.map(({ label, description }) => [label, description]),
    [
      ['Tiny Mistral', 'in use'],
      ['Test Model', 'to download · 100.0 kB'],
      ['Choose a file…', ''],
    ],
  );
  assert.equal(choices[1]?.detail, 'Good for tests. Apache-2.0, needs about 6.00 GB of memory.');
  assert.deepEqual(settings, []);
});

void test('a model that is there is marked as downloaded, and as in use', async (t) => {
  const storageDirectory = await storageWith(t, model.file, content);
  const currentPath = (): string => join(storageDirectory, model.file);
  const { choices } = await chooseModel(t, {}, { storageDirectory, currentPath });
  assert.equal(choices[0]?.description, '');
  assert.equal(choices[1]?.description, 'in use · downloaded · 100.0 kB');
});

void test('a part is marked with how much is there', async (t) => {
  const storageDirectory = await storageWith(t, `${model.file}.part`, content.subarray(0, 34_900));
  const { choices } = await chooseModel(t, {}, { storageDirectory });
  assert.equal(choices[1]?.description, 'resume, 34 % there · 100.0 kB');
});

void test('a model that needs more memory than there is says so', async (t) => {
  const { choices } = await chooseModel(t, {}, { totalMemoryBytes: 4e9 });
  assert.match(choices[1]?.detail ?? '', /6\.00 GB of memory: this machine has only 4\.00 GB\.$/);
});

void test('the small model clears the setting', async (t) => {
  const { settings, said } = await chooseModel(t, { picks: 'Tiny Mistral' });
  assert.deepEqual(settings, [undefined]);
  assert.deepEqual(said, []);
});

void test('the small model while TRAMONTANE_MODEL is set tells which model is used', async (t) => {
  const { settings, said } = await chooseModel(
    t,
    { picks: 'Tiny Mistral' },
    { environmentModel: '/models/other.gguf' },
  );
  assert.deepEqual(settings, [undefined]);
  assert.match(said[0] ?? '', /TRAMONTANE_MODEL names \/models\/other\.gguf/);
});

void test('a file of the person’s own is written into the setting', async (t) => {
  const { settings } = await chooseModel(t, {
    picks: 'Choose a file…',
    picksFile: '/models/mine.gguf',
  });
  assert.deepEqual(settings, ['/models/mine.gguf']);
});

void test('leaving the file dialog changes nothing', async (t) => {
  const { settings } = await chooseModel(t, { picks: 'Choose a file…' });
  assert.deepEqual(settings, []);
});

void test('nothing is asked of the network before the person consents', async (t) => {
  const { asked, settings, said, questions, path } = await chooseModel(t, { picks: 'Test Model' });
  assert.equal(questions.length, 1);
  assert.equal(questions[0]?.title, 'Download Test Model?');
  assert.equal(questions[0].proceed, 'Download 100.0 kB');
  assert.match(questions[0].detail, /^From http:\/\/127\.0\.0\.1:\d+\/owner\/name to /);
  assert.ok(questions[0].detail.endsWith(path));
  assert.deepEqual([asked, settings, said], [[], [], []]);
});

void test('with consent the model is downloaded and then written into the setting', async (t) => {
  const person = { picks: 'Test Model', consents: true };
  const { asked, settings, said, path } = await chooseModel(t, person);
  assert.deepEqual(asked, ['/owner/name/resolve/abc/test.gguf']);
  assert.deepEqual(readFileSync(path), content);
  assert.deepEqual(settings, [path]);
  assert.deepEqual(said, ['Test Model is downloaded and is used from now on.']);
});

void test('a model that is there is used without a question', async (t) => {
  const storageDirectory = await storageWith(t, model.file, content);
  const { asked, questions, settings, path } = await chooseModel(
    t,
    { picks: 'Test Model' },
    { storageDirectory },
  );
  assert.deepEqual([asked, questions, settings], [[], [], [path]]);
});

void test('a part is asked about with what is left to download', async (t) => {
  const storageDirectory = await storageWith(t, `${model.file}.part`, content.subarray(0, 40_000));
  const { questions, settings, path } = await chooseModel(
    t,
    { picks: 'Test Model', consents: true },
    { storageDirectory },
  );
  assert.equal(questions[0]?.proceed, 'Resume: 60.0 kB to go, 40 % there');
  assert.deepEqual(settings, [path]);
});

void test('a cancelled download leaves the setting alone and says that it can go on', async (t) => {
  const { settings, said, path } = await chooseModel(t, {
    picks: 'Test Model',
    consents: true,
    cancels: true,
  });
  assert.deepEqual(settings, []);
  assert.deepEqual(said, [
    'The download of Test Model was cancelled. Choose it again to go on where it stopped.',
  ]);
  assert.equal(existsSync(path), false);
});

void test('a failure is told, and trying again downloads', async (t) => {
  const { settings, said, logged, path } = await chooseModel(
    t,
    { picks: 'Test Model', consents: true, answers: ['tryAgain'] },
    { handlers: [status(404), file(content)] },
  );
  assert.match(said[0] ?? '', /404/);
  assert.deepEqual(settings, [path]);
  assert.ok(logged.some((line) => line.includes('[notFound]')));
});

void test('a failure leads to the log on request, and leaves the setting alone', async (t) => {
  const { settings, said } = await chooseModel(
    t,
    { picks: 'Test Model', consents: true, answers: ['showLog'] },
    { handlers: [status(404)] },
  );
  assert.equal(said.length, 2);
  assert.equal(said[1], '(the log)');
  assert.deepEqual(settings, []);
});

void test('a token goes to the hub and into no line of the log', async (t) => {
  const tokens: (string | undefined)[] = [];
  const { logged } = await chooseModel(
    t,
    { picks: 'Test Model', consents: true },
    {
      token: 'secret',
      handlers: [
        (request, response) => {
          tokens.push(request.headers.authorization);
          file(content)(request, response);
        },
      ],
    },
  );
  assert.deepEqual(tokens, ['Bearer secret']);
  assert.ok(logged.length > 0);
  assert.ok(logged.every((line) => !line.includes('secret')));
});

void test('a password in the address of a mirror is not shown', async (t) => {
  const { questions, logged } = await chooseModel(
    t,
    { picks: 'Test Model', consents: true },
    {
      endpoint: 'https://ada:hunter2@mirror.example',
      download: async () => Promise.resolve(),
    },
  );
  const shown = [...logged, ...questions.map(({ detail }) => detail)].join('\n');
  assert.match(shown, /https:\/\/mirror\.example\/owner\/name/);
  assert.doesNotMatch(shown, /hunter2/);
});

void test('a fault that is no failure of the download is thrown', async (t) => {
  const fault = new TypeError('a bug');
  await assert.rejects(
    chooseModel(
      t,
      { picks: 'Test Model', consents: true },
      { download: async () => Promise.reject(fault) },
    ),
    fault,
  );
});
