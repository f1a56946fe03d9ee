import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import test, { after, before, beforeEach } from 'node:test';
import fc from 'fast-check';
import { measureDistributions, measureDivergence } from '../../../scripts/measure/distribution.ts';
import type {
  CellRange,
  LanguageModel,
  Token,
  TokenSequence,
} from '../../../src/engine/backend/languageModel.ts';
import { loadOnCpu } from '../../support/loadOnProcessor.ts';
import { baseModel } from '../../support/models.ts';

const source = `import { readFile } from 'node:fs/promises';

/** Adds two numbers. */
export function add(first: number, second: number): number {
  return first + second;
}

/** Takes one number from another. */
export function subtract(first: number, second: number): number {
  return first - second;
}

/** Multiplies two numbers. */
export function multiply(first: number, second: number): number {
`;

let model: LanguageModel;
let prompt: Token[];
let extra: Token[];
let sequence: TokenSequence;
let other: TokenSequence;
let folder: string;
before(async () => {
  model = await loadOnCpu(baseModel);
  const { vocabulary } = model;
  prompt = [vocabulary.beginOfText ?? 0, ...vocabulary.tokenize(source)];
  extra = vocabulary.tokenize('const total = 1;\n');
  sequence = await model.openSequence(512);
  other = await model.openSequence(512);
  folder = await mkdtemp(path.join(os.tmpdir(), 'tramontane-cells-'));
});
after(async () => {
  await model.dispose();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  await sequence.truncate(0);
  await sequence.evaluate(prompt);
});

/** Returns the continuation by greedy decoding. Afterwards the sequence holds what it held before. */
async function generateContinuation(cells: TokenSequence): Promise<string> {
  const cachedCount = cells.tokens.length;
  const sampled: Token[] = [];
  let last = cells.tokens.at(-1) ?? 0;
  await cells.truncate(cachedCount - 1);
  for (let count = 0; count < 12; count++) {
    last = (await cells.sampleNext(last, { temperature: 0 })).token;
    sampled.push(last);
  }
  await cells.truncate(cachedCount);
  return model.vocabulary.detokenize(sampled, cells.tokens);
}

/** Returns the continuation of tokens that are evaluated from scratch. */
async function generateFromScratch(tokens: readonly Token[]): Promise<string> {
  await other.truncate(0);
  await other.evaluate(tokens);
  return generateContinuation(other);
}

/** Evaluates tokens at the end and moves them to a place. */
async function insert(of: TokenSequence, at: number, tokens: readonly Token[]): Promise<void> {
  await of.evaluate(tokens);
  await of.moveLast(tokens.length, at);
}

function removeRange(tokens: readonly Token[], { start, end }: CellRange): Token[] {
  return [...tokens.slice(0, start), ...tokens.slice(end)];
}

test('erasing the end gives the same result as evaluation from scratch', async () => {
  const end = prompt.length;
  await sequence.erase([{ start: end - 20, end }]);
  assert.deepEqual(sequence.tokens, prompt.slice(0, -20));
  assert.equal(
    await generateContinuation(sequence),
    await generateFromScratch(prompt.slice(0, end - 20)),
  );
});

test('erasing ranges closes the gaps', async () => {
  await sequence.erase([
    { start: 1, end: 5 },
    { start: 30, end: 31 },
    { start: 50, end: 60 },
  ]);
  assert.deepEqual(sequence.tokens, [
    ...prompt.slice(0, 1),
    ...prompt.slice(5, 30),
    ...prompt.slice(31, 50),
    ...prompt.slice(60),
  ]);
  // Positions have closed up, too: the next token comes right after the last one.
  await sequence.evaluate(extra);
  assert.deepEqual(sequence.tokens.slice(-extra.length), extra);
});

test('erasing or inserting nothing changes nothing', async () => {
  await sequence.erase([]);
  await sequence.erase([{ start: 7, end: 7 }]);
  await insert(sequence, 5, []);
  assert.deepEqual(sequence.tokens, prompt);
  assert.equal(await generateContinuation(sequence), await generateFromScratch(prompt));
});

test('cells that are evaluated again from an edit to the end equal those from scratch', async () => {
  const erased = { start: 20, end: 40 };
  await sequence.erase([erased]);
  const edited = removeRange(prompt, erased);
  await sequence.truncate(erased.start);
  await sequence.evaluate(edited.slice(erased.start));
  assert.deepEqual(sequence.tokens, edited);
  assert.equal(await generateContinuation(sequence), await generateFromScratch(edited));
});

test('inserting at the end is the same as evaluating', async () => {
  assert.ok(sequence.canInsert);
  await insert(sequence, prompt.length, extra);
  const longer = [...prompt, ...extra];
  assert.deepEqual(sequence.tokens, longer);
  assert.equal(await generateContinuation(sequence), await generateFromScratch(longer));
});

test('text that was inserted and erased again leaves only rounding differences', async () => {
  const [original] = await measureDistributions(sequence);
  for (const at of [1, 40, prompt.length - 3]) {
    await insert(sequence, at, extra);
    assert.deepEqual(sequence.tokens, [...prompt.slice(0, at), ...extra, ...prompt.slice(at)]);
    // Keys are rotated at the next evaluation: once for the move, once for the move back.
    await measureDistributions(sequence);
    await sequence.erase([{ start: at, end: at + extra.length }]);
    assert.deepEqual(sequence.tokens, prompt);
    const [again] = await measureDistributions(sequence);
    const bits = measureDivergence(original, again);
    assert.ok(bits < 0.005, `${bits} bits, inserted at ${at}`);
  }
});

test('tokens that are inserted one after another are in order', async () => {
  for (const [index, token] of extra.entries()) await insert(sequence, 30 + index, [token]);
  assert.deepEqual(sequence.tokens, [...prompt.slice(0, 30), ...extra, ...prompt.slice(30)]);
});

test('tokens that are evaluated after an insertion attend to it', async () => {
  const before = await generateContinuation(sequence);
  await insert(sequence, prompt.length - 1, model.vocabulary.tokenize('  return zebraCount *'));
  assert.notEqual(await generateContinuation(sequence), before);
});

test('a sequence that loads a saved one continues like it', async () => {
  const file = path.join(folder, 'saved');
  await sequence.erase([{ start: 20, end: 40 }]);
  await insert(sequence, 30, extra);
  const original = await generateContinuation(sequence);
  assert.equal(await sequence.save(file), (await stat(file)).size);

  await other.truncate(0);
  await other.evaluate(extra);
  await other.load(file, sequence.tokens);
  assert.deepEqual(other.tokens, sequence.tokens);
  assert.equal(await generateContinuation(other), original);
});

test('cells are saved at their moved positions, even without an evaluation in between', async () => {
  const file = path.join(folder, 'saved-at-once');
  await sequence.erase([{ start: 20, end: 60 }]);
  await sequence.save(file);
  const original = await generateContinuation(sequence);
  await other.load(file, sequence.tokens);
  assert.equal(await generateContinuation(other), original);
});

test('loading discards pending moves', async () => {
  const file = path.join(folder, 'loaded-over');
  await sequence.save(file);
  await sequence.erase([{ start: 10, end: 60 }]);
  await sequence.load(file, prompt);
  assert.deepEqual(sequence.tokens, prompt);
  assert.equal(await generateContinuation(sequence), await generateFromScratch(prompt));
});

test('a sequence rejects positions that must not change, and stays unchanged', async () => {
  const end = prompt.length;
  await assert.rejects(sequence.erase([{ start: 0, end: 3 }]), RangeError);
  const second = [
    { start: 5, end: 6 },
    { start: -1, end: 3 },
  ];
  await assert.rejects(sequence.erase(second), RangeError);
  for (const at of [-1, 0, end - 2]) {
    await assert.rejects(sequence.moveLast(3, at), RangeError);
  }
  assert.deepEqual(sequence.tokens, prompt);
  assert.equal(await generateContinuation(sequence), await generateFromScratch(prompt));
});

test('any series of changes gives the same tokens as on an array', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyChange, { minLength: 4, maxLength: 12 }), async (changes) => {
      await sequence.truncate(0);
      await sequence.evaluate(prompt);
      let expected: readonly Token[] = prompt;
      for (const change of changes) {
        const { length } = expected;
        expected = await applyChange(change, expected);
        assert.deepEqual(sequence.tokens, expected, `${JSON.stringify(change)} of ${length}`);
      }
      // Cells that are evaluated again equal those from scratch, whatever they were before.
      await sequence.truncate(1);
      await sequence.evaluate(prompt.slice(1));
      assert.equal(await generateContinuation(sequence), await generateFromScratch(prompt));
    }),
    { numRuns: 12 },
  );
});

/** A change of a sequence; places are shares of its length at that time. */
type Change =
  | { readonly kind: 'keep'; readonly place: number }
  | { readonly kind: 'erase'; readonly places: readonly [number, number, number, number] }
  | { readonly kind: 'insert'; readonly place: number; readonly tokens: number }
  | {
      readonly kind: 'append';
      readonly by: 'evaluate' | 'next' | 'nextOfEach';
      readonly tokens: number;
    }
  | { readonly kind: 'saveAndLoad' };

const share = fc.double({ min: 0, max: 1, noNaN: true });
const count = fc.integer({ min: 1, max: 8 });
const anyChange: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant('keep'), place: fc.double({ min: 0.5, max: 1, noNaN: true }) }),
  fc.record({ kind: fc.constant('erase'), places: fc.tuple(share, share, share, share) }),
  fc.record({ kind: fc.constant('insert'), place: share, tokens: count }),
  fc.record({
    kind: fc.constant('append'),
    by: fc.constantFrom('evaluate', 'next', 'nextOfEach'),
    tokens: count,
  }),
  fc.record({ kind: fc.constant('saveAndLoad') }),
);

/** Changes the sequence. Returns an array after the same change. */
async function applyChange(
  change: Change,
  cachedTokens: readonly Token[],
): Promise<readonly Token[]> {
  // The first token stays.
  const toPosition = (place: number) => 1 + Math.floor(place * (cachedTokens.length - 1));
  switch (change.kind) {
    case 'keep': {
      const keptCount = toPosition(change.place);
      await sequence.truncate(keptCount);
      return cachedTokens.slice(0, keptCount);
    }
    case 'erase': {
      const [a, b, c, d] = change.places.map(toPosition).sort((one, next) => one - next);
      const ranges = [
        { start: a ?? 1, end: b ?? 1 },
        { start: c ?? 1, end: d ?? 1 },
      ].filter(({ start, end }) => start < end);
      await sequence.erase(ranges);
      return ranges.reduceRight<readonly Token[]>(removeRange, cachedTokens);
    }
    case 'insert': {
      const at = toPosition(change.place);
      const tokens = extra.slice(0, change.tokens);
      await insert(sequence, at, tokens);
      return [...cachedTokens.slice(0, at), ...tokens, ...cachedTokens.slice(at)];
    }
    case 'saveAndLoad': {
      const file = path.join(folder, 'series');
      await sequence.save(file);
      await sequence.load(file, cachedTokens);
      return cachedTokens;
    }
    case 'append': {
      const tokens = extra.slice(0, change.tokens);
      if (change.by === 'evaluate') await sequence.evaluate(tokens);
      else if (change.by === 'nextOfEach') await sequence.sampleAfterEach(tokens);
      else for (const token of tokens) await sequence.sampleNext(token, { temperature: 0 });
      return [...cachedTokens, ...tokens];
    }
  }
}
