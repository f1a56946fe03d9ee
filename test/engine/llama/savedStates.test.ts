import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import type {
  LanguageModel,
  Token,
  TokenSequence,
} from '../../../src/engine/backend/languageModel.ts';
import { computeDocumentKey } from '../../../src/engine/states/documentKey.ts';
import { StateStore, type SavedState } from '../../../src/engine/states/stateStore.ts';
import { loadOnCpu } from '../../support/loadOnProcessor.ts';
import { infillModel } from '../../support/models.ts';
import { silentLogger } from '../../support/silentLogger.ts';

const source = `export function add(a: number, b: number): number {
  return a + b;
}

export function subtract(a: number, b: number): number {
`;
const document = computeDocumentKey('file:///project/arithmetic.ts');
const folder = mkdtempSync(path.join(os.tmpdir(), 'tramontane-saved-'));

let model: LanguageModel;
let original: TokenSequence;
before(async () => {
  model = await loadOnCpu(infillModel);
  original = await model.openSequence(512);
  await original.evaluate([
    model.vocabulary.beginOfText ?? 0,
    ...model.vocabulary.tokenize(source),
  ]);
});
after(async () => {
  await model.dispose();
  rmSync(folder, { recursive: true });
});

function openStore(): Promise<StateStore> {
  const { fingerprint } = model;
  return StateStore.open(folder, { maxBytes: 2 ** 28, fingerprint, logger: silentLogger });
}

/** Saves the original in one session and returns the state that the next session finds. */
async function saveAndFind(): Promise<{ store: StateStore; state: SavedState; file: string }> {
  await (await openStore()).save(document, original, { from: 'the original' });
  const store = await openStore();
  const [state] = store.listStates(document);
  assert.ok(state);
  return { store, state, file: path.join(folder, `${state.id}.state`) };
}

/** Returns the likeliest next tokens. Afterwards the sequence holds what it held before. */
async function generateContinuation(sequence: TokenSequence): Promise<Token[]> {
  const count = sequence.tokens.length;
  const sampled: Token[] = [];
  let last = model.vocabulary.tokenizeContinuation(' ').at(-1) ?? 0;
  for (let step = 0; step < 16; step++) {
    last = (await sequence.sampleNext(last, { temperature: 0 })).token;
    sampled.push(last);
  }
  await sequence.truncate(count);
  return sampled;
}

/** Asserts that the store refuses to load a state before it calls llama.cpp. */
async function assertRefused(store: StateStore, state: SavedState): Promise<void> {
  let wasCalled = false;
  const load = (): Promise<void> => {
    wasCalled = true;
    return Promise.resolve();
  };
  assert.equal(await store.load(state, { load }), false);
  assert.equal(wasCalled, false);
  assert.deepEqual(store.states, []);
}

test('a loaded state continues like the original', async () => {
  const { store, state } = await saveAndFind();
  assert.deepEqual(state.details, { from: 'the original' });
  const other = await model.openSequence(512);
  await other.evaluate(model.vocabulary.tokenize('def main():'));
  assert.equal(await store.load(state, other), true);
  assert.deepEqual(other.tokens, original.tokens);
  assert.deepEqual(await generateContinuation(other), await generateContinuation(original));
  await other.dispose();
});

test('a state can be loaded into a smaller window that it fits', async () => {
  const { store, state } = await saveAndFind();
  const other = await model.openSequence(256);
  assert.ok(state.tokens.length < other.capacity);
  assert.equal(await store.load(state, other), true);
  assert.deepEqual(await generateContinuation(other), await generateContinuation(original));
  await other.dispose();
});

test('keys and values are nearly all of a state', async () => {
  const { state } = await saveAndFind();
  const share = (state.tokens.length * original.bytesPerToken) / state.bytes;
  assert.ok(share > 0.9 && share < 1, `${share}`);
});

test('the native file is accessible to its owner only', async () => {
  if (process.platform === 'win32') return;
  const { file } = await saveAndFind();
  assert.equal(statSync(file).mode & 0o777, 0o600);
});

test('a truncated state never reaches llama.cpp', async () => {
  const { store, state, file } = await saveAndFind();
  truncateSync(file, statSync(file).size - 1000);
  await assertRefused(store, state);
});

// The tokens come after magic, version and count; keys and values follow.
for (const [part, position] of [
  ['the magic number', () => 0],
  ['a token', () => 16],
  ['a key or value', (size: number) => Math.floor(size / 2)],
  ['the last byte', (size: number) => size - 1],
] as const) {
  test(`a state that differs in ${part} never reaches llama.cpp`, async () => {
    const { store, state, file } = await saveAndFind();
    flipByte(file, position(statSync(file).size));
    await assertRefused(store, state);
  });
}

test('a state that needs more room than the sequence has is refused, and the sequence stays usable', async () => {
  const long = await model.openSequence(512);
  const tokens = new Array<Token>(400).fill(model.vocabulary.tokenize('a').at(-1) ?? 0);
  await long.evaluate(tokens);
  const store = await openStore();
  const state = await store.save(document, long, null);
  assert.ok(state);
  const short = await model.openSequence(256);
  assert.equal(await store.load(state, short), false);
  await short.truncate(0);
  await short.evaluate(original.tokens);
  assert.deepEqual(await generateContinuation(short), await generateContinuation(original));
  await long.dispose();
  await short.dispose();
});

function flipByte(file: string, position: number): void {
  const bytes = readFileSync(file);
  bytes.writeUInt8(bytes.readUInt8(position) ^ 1, position);
  writeFileSync(file, bytes);
}
