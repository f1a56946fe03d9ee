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
import { loadOnProcessor } from '../../support/loadOnProcessor.ts';
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
  model = await loadOnProcessor(baseModel);
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
  await sequence.keep(0);
  await sequence.evaluate(prompt);
});

/** Returns the continuation by greedy decoding. Afterwards the sequence holds what it held before. */
async function continuationOf(cells: TokenSequence): Promise<string> {
  const held = cells.tokens.length;
  const sampled: Token[] = [];
  let last = cells.tokens.at(-1) ?? 0;
  await cells.keep(held - 1);
  for (let count = 0; count < 12; count++) {
    last = (await cells.next(last, { temperature: 0 })).token;
    sampled.push(last);
  }
  await cells.keep(held);
  return model.vocabulary.detokenize(sampled, cells.tokens);
}

/** Returns the continuation of tokens that are evaluated from scratch. */
async function continuationFromScratch(tokens: readonly Token[]): Promise<string> {
  await other.keep(0);
  await other.evaluate(tokens);
  return continuationOf(other);
}

/** Evaluates tokens at the end and moves them to a place. */
async function insert(of: TokenSequence, at: number, tokens: readonly Token[]): Promise<void> {
  await of.evaluate(tokens);
  await of.moveLast(tokens.length, at);
}

function without(tokens: readonly Token[], { start, end }: CellRange): Token[] {
  return [...tokens.slice(0, start), ...tokens.slice(end)];
}

test('erasing the end leaves what evaluation from scratch gives', async () => {
  const end = prompt.length;
  await sequence.erase([{ start: end - 20, end }]);
  assert.deepEqual(sequence.tokens, prompt.slice(0, -20));
  assert.equal(
    await continuationOf(sequence),
    await continuationFromScratch(prompt.slice(0, end - 20)),
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
  assert.equal(await continuationOf(sequence), await continuationFromScratch(prompt));
});

test('cells that are evaluated again from an edit to the end equal those from scratch', async () => {
  const erased = { start: 20, end: 40 };
  await sequence.erase([erased]);
  const edited = without(prompt, erased);
  await sequence.keep(erased.start);
  await sequence.evaluate(edited.slice(erased.start));
  assert.deepEqual(sequence.tokens, edited);
  assert.equal(await continuationOf(sequence), await continuationFromScratch(edited));
});

test('inserting at the end is evaluating', async () => {
  assert.ok(sequence.canInsert);
  await insert(sequence, prompt.length, extra);
  const longer = [...prompt, ...extra];
  assert.deepEqual(sequence.tokens, longer);
  assert.equal(await continuationOf(sequence), await continuationFromScratch(longer));
});

test('what was inserted and erased again leaves no trace but that of rounding', async () => {
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

test('tokens inserted one after another stand in their order', async () => {
  for (const [index, token] of extra.entries()) await insert(sequence, 30 + index, [token]);
  assert.deepEqual(sequence.tokens, [...prompt.slice(0, 30), ...extra, ...prompt.slice(30)]);
});

test('what is evaluated after an insertion sees it', async () => {
  const before = await continuationOf(sequence);
  await insert(sequence, prompt.length - 1, model.vocabulary.tokenize('  return zebraCount *'));
  assert.notEqual(await continuationOf(sequence), before);
});

test('another sequence that loads what one saved goes on like it', async () => {
  const file = path.join(folder, 'saved');
  await sequence.erase([{ start: 20, end: 40 }]);
  await insert(sequence, 30, extra);
  const original = await continuationOf(sequence);
  assert.equal(await sequence.save(file), (await stat(file)).size);

  await other.keep(0);
  await other.evaluate(extra);
  await other.load(file, sequence.tokens);
  assert.deepEqual(other.tokens, sequence.tokens);
  assert.equal(await continuationOf(other), original);
});

test('cells are saved where they were moved to, even when nothing was evaluated since', async () => {
  const file = path.join(folder, 'saved-at-once');
  await sequence.erase([{ start: 20, end: 60 }]);
  await sequence.save(file);
  const original = await continuationOf(sequence);
  await other.load(file, sequence.tokens);
  assert.equal(await continuationOf(other), original);
});

test('what a sequence had yet to move is forgotten when it loads', async () => {
  const file = path.join(folder, 'loaded-over');
  await sequence.save(file);
  await sequence.erase([{ start: 10, end: 60 }]);
  await sequence.load(file, prompt);
  assert.deepEqual(sequence.tokens, prompt);
  assert.equal(await continuationOf(sequence), await continuationFromScratch(prompt));
});

test('a sequence refuses positions that it must not change, and stays as it is', async () => {
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
  assert.equal(await continuationOf(sequence), await continuationFromScratch(prompt));
});

test('any series of changes leaves the tokens that an array would hold', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyChange, { minLength: 4, maxLength: 12 }), async (changes) => {
      await sequence.keep(0);
      await sequence.evaluate(prompt);
      let expected: readonly Token[] = prompt;
      for (const change of changes) {
        const { length } = expected;
        expected = await make(change, expected);
        assert.deepEqual(sequence.tokens, expected, `${JSON.stringify(change)} of ${length}`);
      }
      // Cells that are evaluated again equal those from scratch, whatever they were before.
      await sequence.keep(1);
      await sequence.evaluate(prompt.slice(1));
      assert.equal(await continuationOf(sequence), await continuationFromScratch(prompt));
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
async function make(change: Change, held: readonly Token[]): Promise<readonly Token[]> {
  // The first token stays.
  const positionOf = (place: number) => 1 + Math.floor(place * (held.length - 1));
  switch (change.kind) {
    case 'keep': {
      const kept = positionOf(change.place);
      await sequence.keep(kept);
      return held.slice(0, kept);
    }
    case 'erase': {
      const [a, b, c, d] = change.places.map(positionOf).sort((one, next) => one - next);
      const ranges = [
        { start: a ?? 1, end: b ?? 1 },
        { start: c ?? 1, end: d ?? 1 },
      ].filter(({ start, end }) => start < end);
      await sequence.erase(ranges);
      return ranges.reduceRight<readonly Token[]>(without, held);
    }
    case 'insert': {
      const at = positionOf(change.place);
      const tokens = extra.slice(0, change.tokens);
      await insert(sequence, at, tokens);
      return [...held.slice(0, at), ...tokens, ...held.slice(at)];
    }
    case 'saveAndLoad': {
      const file = path.join(folder, 'series');
      await sequence.save(file);
      await sequence.load(file, held);
      return held;
    }
    case 'append': {
      const tokens = extra.slice(0, change.tokens);
      if (change.by === 'evaluate') await sequence.evaluate(tokens);
      else if (change.by === 'nextOfEach') await sequence.nextOfEach(tokens);
      else for (const token of tokens) await sequence.next(token, { temperature: 0 });
      return [...held, ...tokens];
    }
  }
}
