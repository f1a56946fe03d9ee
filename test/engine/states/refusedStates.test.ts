import assert from 'node:assert/strict';
import { appendFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import {
  FileSequence,
  flipByte,
  createFolderWithState,
  collectWarnings,
  listNames,
  openStore,
  rewriteSidecar,
} from './stateFixture.ts';

interface Damage {
  readonly name: string;
  readonly damage: (state: string, sidecar: string) => void;
  /** Pattern of the log message when the damage is detected. */
  readonly reason?: RegExp;
  /** False for damage that only a checksum reveals: it is detected when the state is loaded. */
  readonly isSeenWhenOpened: boolean;
}

const damages: readonly Damage[] = [
  {
    name: 'a truncated native file',
    damage: (state) => truncateSync(state, statSync(state).size - 1),
    reason: /its file has 2999 bytes instead of 3000/,
    isSeenWhenOpened: true,
  },
  {
    name: 'an empty native file',
    damage: (state) => truncateSync(state, 0),
    reason: /its file has 0 bytes instead of 3000/,
    isSeenWhenOpened: true,
  },
  {
    name: 'a native file with extra bytes',
    damage: (state) => appendFileSync(state, '\0'),
    reason: /its file has 3001 bytes instead of 3000/,
    isSeenWhenOpened: true,
  },
  {
    name: 'a missing native file',
    damage: (state) => rmSync(state),
    reason: /the file is gone/,
    isSeenWhenOpened: true,
  },
  ...[0, 1500, 2999].map((position) => ({
    name: `a native file whose byte ${position} is another`,
    damage: (state: string) => flipByte(state, position),
    reason: /its file was changed/,
    isSeenWhenOpened: false,
  })),
  {
    name: 'a sidecar that is empty',
    damage: (_state, sidecar) => truncateSync(sidecar, 0),
    isSeenWhenOpened: true,
  },
  {
    name: 'a truncated sidecar',
    damage: (_state, sidecar) => truncateSync(sidecar, 100),
    isSeenWhenOpened: true,
  },
  {
    name: 'a sidecar that is no JSON',
    damage: (_state, sidecar) => writeFileSync(sidecar, 'null and void'),
    isSeenWhenOpened: true,
  },
  {
    name: 'a sidecar that says nothing',
    damage: (_state, sidecar) => writeFileSync(sidecar, 'null'),
    isSeenWhenOpened: true,
  },
  {
    name: 'a sidecar of gigabytes',
    damage: (_state, sidecar) => truncateSync(sidecar, 2 ** 32),
    isSeenWhenOpened: true,
  },
  {
    name: 'a sidecar of another version',
    damage: (_state, sidecar) => rewriteSidecar(sidecar, { version: 0 }),
    isSeenWhenOpened: true,
  },
  {
    name: 'a sidecar without tokens',
    damage: (_state, sidecar) => rewriteSidecar(sidecar, { tokens: undefined }),
    isSeenWhenOpened: true,
  },
  {
    name: 'a sidecar whose tokens are none',
    damage: (_state, sidecar) => rewriteSidecar(sidecar, { tokens: [1, -2, 3] }),
    isSeenWhenOpened: true,
  },
  {
    name: 'a sidecar whose file has no name to compare with',
    damage: (_state, sidecar) => rewriteSidecar(sidecar, { stateChecksum: null }),
    isSeenWhenOpened: true,
  },
];

for (const { name, damage: spoil, isSeenWhenOpened, reason } of damages) {
  test(`${name} is detected by a later session, and the state is deleted`, async (t) => {
    const { folder, state } = await createFolderWithState(t);
    const getFile = (kind: string) => path.join(folder, `${state.id}.${kind}`);
    spoil(getFile('state'), getFile('json'));
    const { logger, warnings } = collectWarnings();
    const store = await openStore(folder, { logger });
    assert.equal(store.states.length, isSeenWhenOpened ? 0 : 1);
    const sequence = new FileSequence();
    assert.equal(await store.load(state, sequence), false);
    assert.deepEqual(sequence.loadedFiles, []);
    assert.deepEqual(store.states, []);
    assert.deepEqual(listNames(folder), []);
    if (!isSeenWhenOpened) assert.match(warnings.join(), reason ?? /^$/);
  });

  if (reason !== undefined) {
    test(`${name} is detected by the session that saved it, and the state is deleted`, async (t) => {
      const { folder, state } = await createFolderWithState(t);
      const { logger, warnings } = collectWarnings();
      const store = await openStore(folder, { logger });
      spoil(path.join(folder, `${state.id}.state`), '');
      const sequence = new FileSequence();
      assert.equal(await store.load(state, sequence), false);
      assert.deepEqual(sequence.loadedFiles, []);
      assert.deepEqual(listNames(folder), []);
      assert.match(warnings.join(), reason);
    });
  }
}

test('a state is refused if any byte of its sidecar differs', async (t) => {
  const { folder, state } = await createFolderWithState(t);
  const sidecar = path.join(folder, `${state.id}.json`);
  const whole = { state: path.join(folder, `${state.id}.state`), length: statSync(sidecar).size };
  for (let position = 0; position < whole.length; position++) {
    await refillFolder();
    flipByte(sidecar, position);
    const store = await openStore(folder);
    assert.deepEqual(store.states, [], `byte ${position}`);
    assert.deepEqual(listNames(folder), [], `byte ${position}`);
  }

  async function refillFolder(): Promise<void> {
    const store = await openStore(folder);
    await store.save(state.document, new FileSequence(state.tokens), null);
  }
});

test('a state of another model is neither listed nor loaded, and stays for its model', async (t) => {
  const { folder, state } = await createFolderWithState(t);
  const other = await openStore(folder, { fingerprint: 'model b' });
  assert.deepEqual(other.states, []);
  const sequence = new FileSequence();
  assert.equal(await other.load(state, sequence), false);
  assert.deepEqual(sequence.loadedFiles, []);
  assert.equal((await openStore(folder)).states.length, 1);
});

test('a native file that replaced another one is refused', async (t) => {
  const { folder, store, state } = await createFolderWithState(t);
  await new FileSequence(state.tokens, 9).save(path.join(folder, `${state.id}.state`));
  const sequence = new FileSequence();
  assert.equal(await store.load(state, sequence), false);
  assert.deepEqual(sequence.loadedFiles, []);
});

test('a state that the sequence itself refuses is deleted, and the log has the reason', async (t) => {
  const { folder, state } = await createFolderWithState(t);
  const { logger, warnings } = collectWarnings();
  const store = await openStore(folder, { logger });
  const load = () => Promise.reject(new Error('No room for 3 tokens.'));
  assert.equal(await store.load(state, { load }), false);
  assert.deepEqual(listNames(folder), []);
  assert.deepEqual(warnings, [
    'A saved state of 3 tokens is refused and deleted: No room for 3 tokens.',
  ]);
});
