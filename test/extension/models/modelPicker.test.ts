import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { serveFile, serveStatus } from './fileServer.ts';
import { chooseModel, content, model, createStorage } from './modelPickerFixture.ts';

void test('the list has the small model, the models to download, and any other file', async (t) => {
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

void test('an existing model is marked as downloaded, and as in use', async (t) => {
  const storageDirectory = await createStorage(t, model.file, content);
  const getCurrentPath = (): string => join(storageDirectory, model.file);
  const { choices } = await chooseModel(t, {}, { storageDirectory, getCurrentPath });
  assert.equal(choices[0]?.description, '');
  assert.equal(choices[1]?.description, 'in use · downloaded · 100.0 kB');
});

void test('a part is marked with its downloaded size', async (t) => {
  const storageDirectory = await createStorage(
    t,
    `${model.file}.part`,
    content.subarray(0, 34_900),
  );
  const { choices } = await chooseModel(t, {}, { storageDirectory });
  assert.equal(choices[1]?.description, 'resume, 34 % there · 100.0 kB');
});

void test('a model that needs more memory than the machine has is marked', async (t) => {
  const { choices } = await chooseModel(t, {}, { totalMemoryBytes: 4e9 });
  assert.match(choices[1]?.detail ?? '', /6\.00 GB of memory: this machine has only 4\.00 GB\.$/);
});

void test('the small model clears the setting', async (t) => {
  const { settings, messages } = await chooseModel(t, { pickedLabel: 'Tiny Mistral' });
  assert.deepEqual(settings, [undefined]);
  assert.deepEqual(messages, []);
});

void test('choosing the small model while TRAMONTANE_MODEL is set reports which model is used', async (t) => {
  const { settings, messages } = await chooseModel(
    t,
    { pickedLabel: 'Tiny Mistral' },
    { environmentModel: '/models/other.gguf' },
  );
  assert.deepEqual(settings, [undefined]);
  assert.match(messages[0] ?? '', /TRAMONTANE_MODEL names \/models\/other\.gguf/);
});

void test('a file of the user is written into the setting', async (t) => {
  const { settings } = await chooseModel(t, {
    pickedLabel: 'Choose a file…',
    pickedFile: '/models/mine.gguf',
  });
  assert.deepEqual(settings, ['/models/mine.gguf']);
});

void test('cancelling the file dialog changes nothing', async (t) => {
  const { settings } = await chooseModel(t, { pickedLabel: 'Choose a file…' });
  assert.deepEqual(settings, []);
});

void test('no network request is sent before the user consents', async (t) => {
  const { requestedUrls, settings, messages, questions, path } = await chooseModel(t, {
    pickedLabel: 'Test Model',
  });
  assert.equal(questions.length, 1);
  assert.equal(questions[0]?.title, 'Download Test Model?');
  assert.equal(questions[0].proceedLabel, 'Download 100.0 kB');
  assert.match(questions[0].detail, /^From http:\/\/127\.0\.0\.1:\d+\/owner\/name to /);
  assert.ok(questions[0].detail.endsWith(path));
  assert.deepEqual([requestedUrls, settings, messages], [[], [], []]);
});

void test('with consent the model is downloaded and then written into the setting', async (t) => {
  const user = { pickedLabel: 'Test Model', consents: true };
  const { requestedUrls, settings, messages, path } = await chooseModel(t, user);
  assert.deepEqual(requestedUrls, ['/owner/name/resolve/abc/test.gguf']);
  assert.deepEqual(readFileSync(path), content);
  assert.deepEqual(settings, [path]);
  assert.deepEqual(messages, ['Test Model is downloaded and is used from now on.']);
});

void test('an existing model is used without a question', async (t) => {
  const storageDirectory = await createStorage(t, model.file, content);
  const { requestedUrls, questions, settings, path } = await chooseModel(
    t,
    { pickedLabel: 'Test Model' },
    { storageDirectory },
  );
  assert.deepEqual([requestedUrls, questions, settings], [[], [], [path]]);
});

void test('the question about a part has the size that is left to download', async (t) => {
  const storageDirectory = await createStorage(
    t,
    `${model.file}.part`,
    content.subarray(0, 40_000),
  );
  const { questions, settings, path } = await chooseModel(
    t,
    { pickedLabel: 'Test Model', consents: true },
    { storageDirectory },
  );
  assert.equal(questions[0]?.proceedLabel, 'Resume: 60.0 kB to go, 40 % there');
  assert.deepEqual(settings, [path]);
});

void test('a cancelled download does not change the setting, and is reported as resumable', async (t) => {
  const { settings, messages, path } = await chooseModel(t, {
    pickedLabel: 'Test Model',
    consents: true,
    cancels: true,
  });
  assert.deepEqual(settings, []);
  assert.deepEqual(messages, [
    'The download of Test Model was cancelled. Choose it again to go on where it stopped.',
  ]);
  assert.equal(existsSync(path), false);
});

void test('a failure is reported, and a retry downloads the model', async (t) => {
  const { settings, messages, logLines, path } = await chooseModel(
    t,
    { pickedLabel: 'Test Model', consents: true, answers: ['tryAgain'] },
    { handlers: [serveStatus(404), serveFile(content)] },
  );
  assert.match(messages[0] ?? '', /404/);
  assert.deepEqual(settings, [path]);
  assert.ok(logLines.some((line) => line.includes('[notFound]')));
});

void test('a failure shows the log on request, and does not change the setting', async (t) => {
  const { settings, messages } = await chooseModel(
    t,
    { pickedLabel: 'Test Model', consents: true, answers: ['showLog'] },
    { handlers: [serveStatus(404)] },
  );
  assert.equal(messages.length, 2);
  assert.equal(messages[1], '(the log)');
  assert.deepEqual(settings, []);
});

void test('a token is sent to the hub and never logged', async (t) => {
  const tokens: (string | undefined)[] = [];
  const { logLines } = await chooseModel(
    t,
    { pickedLabel: 'Test Model', consents: true },
    {
      token: 'secret',
      handlers: [
        (request, response) => {
          tokens.push(request.headers.authorization);
          serveFile(content)(request, response);
        },
      ],
    },
  );
  assert.deepEqual(tokens, ['Bearer secret']);
  assert.ok(logLines.length > 0);
  assert.ok(logLines.every((line) => !line.includes('secret')));
});

void test('a password in the address of a mirror is not shown', async (t) => {
  const { questions, logLines } = await chooseModel(
    t,
    { pickedLabel: 'Test Model', consents: true },
    {
      endpoint: 'https://ada:hunter2@mirror.example',
      download: async () => Promise.resolve(),
    },
  );
  const shown = [...logLines, ...questions.map(({ detail }) => detail)].join('\n');
  assert.match(shown, /https:\/\/mirror\.example\/owner\/name/);
  assert.doesNotMatch(shown, /hunter2/);
});

void test('an error that is not a download failure is thrown', async (t) => {
  const fault = new TypeError('a bug');
  await assert.rejects(
    chooseModel(
      t,
      { pickedLabel: 'Test Model', consents: true },
      { download: async () => Promise.reject(fault) },
    ),
    fault,
  );
});
