import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { planReuse } from '../../../src/completion/reuse/reusePlan.ts';
import { findPartialToken } from '../../../src/completion/healing/partialToken.ts';
import {
  layOutNew,
  type WindowFormat,
  type WindowLayout,
} from '../../../src/completion/window/windowLayout.ts';
import { createWindowView } from '../../../src/completion/window/windowView.ts';
import { ProbabilityCache } from '../../../src/engine/kv/probabilityCache.ts';
import { KvWindow } from '../../../src/engine/kv/kvWindow.ts';
import {
  countCells,
  findSampledAfter,
  planWindow,
  trimSampledTokens,
  type Prompt,
} from '../../../src/engine/kv/windowPlan.ts';
import type { Vocabulary } from '../../../src/engine/backend/languageModel.ts';
import type { Generation } from '../../../src/engine/sequence/generate.ts';
import { makeSampled } from '../../support/fakeSequence.ts';
import { generateIn } from '../../support/generateIn.ts';
import { createPieceVocabulary } from '../../support/pieceVocabulary.ts';
import { TableSequence } from '../../support/tableSequence.ts';
import { makeWork } from '../../support/windowWork.ts';
import { suffixThenMiddle, suffixThenPrefix } from '../../support/wordFormat.ts';

const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
const words = createPieceVocabulary([
  ...printable,
  ...[' return', ' ret', ' re', 're', 'urn', 'turn', ' ', '  ', '   ', ' a', 'ab', 'aba', ' ab'],
  ...['\n', '\n\n', 'é', 'éa', ' 😀', 'b;', ';\n', '\ud83d'],
]);
const { trie, tokenize } = words;

function createFormat(infill: WindowFormat['infill']): WindowFormat {
  return {
    beginOfText: [1],
    infill,
    tokenize,
    tokenizeContinuation: tokenize,
    findPartialToken: (text, tokens) => findPartialToken(text, tokens, trie),
  };
}

const sizes = { prompt: 900, suffix: 100, file: 0 };

function layOut(text: string, cursor = text.length, infill?: WindowFormat['infill']) {
  return layOutNew(createWindowView(text, cursor), sizes, createFormat(infill));
}

const createSampled = (text: string) => makeSampled(...tokenize(text));

/** Text without a partial token at its end. */
const line = 'ab\n\n';

/** Returns the prompt for a text, and tokens sampled after it. */
function createPrompt(text: string, after: string): Prompt {
  return { layout: layOut(text), sampledTokens: createSampled(after) };
}

test('typing a letter of the sampled tokens narrows the choice, and keeps the sampled token', () => {
  const prompt = createPrompt(line, ' returna');
  assert.deepEqual(findSampledAfter(prompt, layOut(`${line} `), trie), createSampled(' returna'));
  assert.deepEqual(findSampledAfter(prompt, layOut(`${line} re`), trie), createSampled(' returna'));
  assert.deepEqual(
    findSampledAfter(createPrompt(`${line} r`, ' returna'), layOut(`${line} ret`), trie),
    prompt.sampledTokens,
  );
});

test('whole tokens that are typed become part of the prompt', () => {
  const typed = layOut(`${line} return`);
  assert.equal(typed.healedPrefix, '');
  assert.deepEqual(
    findSampledAfter(createPrompt(line, ' returnb;'), typed, trie),
    createSampled('b;'),
  );
});

test('a letter that differs from the sampled tokens discards them', () => {
  const other = layOut(`${line} a`);
  assert.deepEqual(findSampledAfter(createPrompt(line, ' return'), other, trie), []);
  assert.deepEqual(findSampledAfter(createPrompt(`${line} r`, ' return'), other, trie), []);
});

test('deleting a letter widens the choice, so that the token is sampled again', () => {
  const prompt = createPrompt(`${line} ret`, ' return');
  assert.deepEqual(findSampledAfter(prompt, layOut(`${line} re`), trie), []);
});

test('no text continues a sampled end of text', () => {
  const prompt = { layout: layOut(line), sampledTokens: makeSampled(0) };
  assert.deepEqual(findSampledAfter(prompt, layOut(line), trie), makeSampled(0));
  assert.deepEqual(findSampledAfter(prompt, layOut(`${line} `), trie), []);
});

test('in a vocabulary that cannot be healed only the same healed prefix keeps sampled tokens', () => {
  const layout = { ...layOut(line), healedPrefix: ' ' };
  const prompt = { ...createPrompt(line, ' return'), layout };
  assert.deepEqual(findSampledAfter(prompt, layout, undefined), prompt.sampledTokens);
  assert.deepEqual(findSampledAfter(prompt, { ...layout, healedPrefix: ' r' }, undefined), []);
});

test('cells of sampled tokens are reused only if the prompt continues the previous one', () => {
  const layout = layOut(line);
  const repeated = ' return ab'.repeat(30);
  const sampled = tokenize(repeated);
  const cells = {
    tokens: [...layout.tokens, ...sampled],
    current: { layout, sampledTokens: makeSampled(...sampled, 0) },
    probabilities: new ProbabilityCache(),
  };
  const typed = layOut(`ab;${repeated}\n\n`);
  const { reusePlan } = planWindow(cells, typed, 'patched', trie);
  assert.deepEqual([reusePlan?.reuse, reusePlan?.keep], ['exact', 2]);
  // A prompt that continues the one before may contain some of the sampled text.
  const longer = layOut(`${line};${repeated}\n\n`);
  assert.equal(planWindow(cells, longer, 'patched', trie).reusePlan?.reuse, 'patched');
});

test('a patch keeps no cells of the suffix block as cells of the prefix', () => {
  const [above, below] = [' return ab;\n'.repeat(20), ' aba ret;\n'.repeat(20)];
  const text = above + below;
  const createCells = (infill?: WindowFormat['infill']) => ({
    tokens: layOut(text, above.length, infill).tokens,
    probabilities: new ProbabilityCache(),
  });
  for (const infill of [suffixThenPrefix, suffixThenMiddle]) {
    // All text after the cursor is now before it.
    const cells = createCells(infill);
    const layout = layOut(text, text.length, infill);
    const { reusePlan } = planWindow(cells, layout, 'patched', trie);
    // They would be kept if the plan ignored the sides.
    const options = { mode: 'patched', evictedAfter: undefined } as const;
    assert.ok(planReuse(cells.tokens, layout.tokens, options).cost < tokenize(below).length);
    const evaluated = reusePlan?.insert.flatMap(({ tokens }) => tokens).concat(reusePlan.evaluate);
    assert.ok(evaluated && evaluated.length >= tokenize(below).length - 1);
  }
});

test('a prompt takes a cell for each of its tokens and for each sampled token except the last one', () => {
  const layout = layOut(line);
  const { length } = layout.tokens;
  assert.equal(countCells({ layout, sampledTokens: makeSampled(7, 8, 9) }), length + 2);
  assert.equal(countCells({ layout, sampledTokens: [] }), length - 1);
});

test('a prompt keeps the sampled tokens whose predecessors are still cached', () => {
  const layout = layOut(line);
  const prompt = { layout, sampledTokens: makeSampled(7, 8, 9) };
  const findSampled = (...cells: number[]) =>
    trimSampledTokens(prompt, cells)?.sampledTokens.map(({ token }) => token);
  assert.deepEqual(findSampled(...layout.tokens), [7]);
  assert.deepEqual(findSampled(...layout.tokens, 7, 5), [7, 8]);
  assert.deepEqual(findSampled(...layout.tokens, 7, 8, 9), [7, 8, 9]);
  assert.equal(findSampled(...layout.tokens.slice(0, -1)), undefined);
  assert.equal(findSampled(...layout.tokens.slice(0, -1), 99), undefined);
});

function planLayout(
  layout: WindowLayout,
  prompt: readonly number[] | undefined,
  tokens = layout.tokens,
  probability = 1 / 256,
) {
  const probabilities = new ProbabilityCache();
  if (prompt) probabilities.add(prompt, new Float32Array(256).fill(probability));
  return planWindow({ tokens, probabilities }, layout, 'exact', trie);
}

test('cached probabilities of a prompt resolve its partial token without evaluation', () => {
  const layout = layOut('ab; re');
  assert.equal(layout.healedPrefix, ' re');
  assert.deepEqual(planLayout(layout, layout.tokens), { layout, reusePlan: undefined, cost: 0 });
});

test('cached probabilities do not apply to another prompt, nor to one that is not cached', () => {
  const layout = layOut('ab; re');
  assert.equal(planLayout(layout, undefined).cost, 1);
  assert.equal(planLayout(layout, layout.tokens.slice(0, -1)).cost, 1);
  assert.equal(planLayout(layout, layout.tokens, layout.tokens.slice(0, -1)).cost, 1);
  assert.equal(planLayout(layout, layout.tokens, [1, 99]).cost, layout.tokens.length - 1);
});

test('cached probabilities are not used if they exclude all tokens that the partial token allows', () => {
  const layout = layOut('ab; re');
  assert.equal(planLayout(layout, layout.tokens, layout.tokens, 0).cost, 1);
});

const work = makeWork();

const vocabulary: Vocabulary = {
  beginOfText: 1,
  endOfText: 0,
  findControlToken: () => undefined,
  trie,
  size: 256,
  renderTokens: (tokens) => String.fromCharCode(...tokens),
  isEndOfGeneration: (token) => trie.getPiece(token) === '',
  tokenize,
  tokenizeContinuation: tokenize,
  detokenize: (tokens) => Buffer.from(words.toBytes(tokens), 'latin1').toString(),
};

/** Generates as a completion does. */
function complete(window: KvWindow, layout: WindowLayout, maxTokens: number): Promise<Generation> {
  return generateIn(window, vocabulary, layout, { work, maxTokens });
}

type Edit =
  | { readonly kind: 'type'; readonly text: string }
  | { readonly kind: 'delete'; readonly length: number }
  /** Typing along the last suggestion. */
  | { readonly kind: 'along'; readonly length: number }
  | { readonly kind: 'move'; readonly place: number };

const typed = fc.constantFrom(...new Set([' re', 'turn', 'é', ...Array.from('return ab;\n😀')]));
const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('type'), text: typed }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('delete'), length: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('along'), length: fc.integer({ min: 1, max: 6 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('move'),
      place: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
);

interface Place {
  readonly text: string;
  readonly cursor: number;
}

/**
 * Applies an edit to a document.
 *
 * @param suggested text that was generated at the cursor.
 */
function applyEdit({ text, cursor }: Place, change: Edit, suggested: string): Place {
  const before = text.slice(0, cursor);
  const after = text.slice(cursor);
  switch (change.kind) {
    case 'move':
      return { text, cursor: Math.floor(change.place * text.length) };
    case 'delete': {
      const left = before.slice(0, Math.max(0, before.length - change.length));
      return { text: left + after, cursor: left.length };
    }
    case 'type':
    case 'along': {
      const inserted = change.kind === 'type' ? change.text : suggested.slice(0, change.length);
      return { text: before + inserted + after, cursor: cursor + inserted.length };
    }
  }
}

const steps = fc.array(
  fc.record({
    edit,
    /** Prefetch before the request: none, its first token, or a prompt that may come after it. */
    ahead: fc.constantFrom('none', 'first', 'next'),
    maxTokens: fc.integer({ min: 0, max: 5 }),
  }),
  { minLength: 1, maxLength: 25 },
);
const table = fc.array(fc.nat(words.pieces.length - 1), { minLength: 1, maxLength: 60 });
const infillFormats = fc.constantFrom(undefined, suffixThenPrefix, suffixThenMiddle);

test('after any edits a window generates the same text as a new one, and holds the cells of its prompt', async () => {
  let free = 0;
  let wentAhead = 0;
  await fc.assert(
    fc.asyncProperty(table, steps, infillFormats, async (model, all, infill) => {
      const sequence = new TableSequence(model, { sliceTokens: 8 });
      const window = new KvWindow(sequence, trie);
      let place: Place = { text: ' return ab;\n', cursor: 8 };
      let suggested = '';
      for (const { edit: change, ahead, maxTokens } of all) {
        place = applyEdit(place, change, suggested);
        const layout = layOut(place.text, place.cursor, infill);
        const plan = window.plan(layout, 'exact');
        if (plan.reusePlan === undefined) free++;
        if (ahead !== 'none') {
          const ready = await window.apply(plan, work);
          if (ready?.sampledTokens.length === 0) await window.sampleFirst(ready.last);
        }
        if (ahead === 'next') {
          const next = applyEdit(place, { kind: 'along', length: 9 }, `${suggested}\n`);
          const nextLayout = layOut(next.text, next.cursor, infill);
          const nextPlan = window.plan(nextLayout, 'exact');
          const ready = await window.apply(nextPlan, work, { isNextPrompt: true });
          if (ready?.sampledTokens.length === 0) await window.sampleFirst(ready.last);
          if (window.state.kind === 'ahead') wentAhead++;
        }
        const stepsBefore = sequence.samplingSizes.length;
        const generation = await complete(window, layout, maxTokens);
        const fresh = new KvWindow(new TableSequence(model, { sliceTokens: 8 }), trie);
        const expected = await complete(fresh, layout, maxTokens);
        assert.deepEqual(
          [generation.text, generation.stopReason, generation.textTokens.map(({ end }) => end)],
          [expected.text, expected.stopReason, expected.textTokens.map(({ end }) => end)],
        );
        if (maxTokens === 0) assert.equal(sequence.samplingSizes.length, stepsBefore);
        const tokens = generation.sampledTokens.map(({ token }) => token);
        const prompt = layout.tokens;
        assert.deepEqual(window.sequence.tokens, [...prompt, ...tokens].slice(0, -1));
        suggested = generation.text;
      }
    }),
    { numRuns: 400 },
  );
  assert.ok(free > 200, `Only ${free} prompts were known already.`);
  assert.ok(wentAhead > 200, `Only ${wentAhead} windows went ahead.`);
});

test('typing a word letter by letter evaluates at most its first letter', async () => {
  const sequence = new TableSequence([words.pieces.indexOf(' a')]);
  const window = new KvWindow(sequence, trie);
  const text = 'ab;\n ab';
  await complete(window, layOut(text), 3);
  const steps: number[] = [];
  for (const word of [' retur', ' re', ' a', ' ret']) {
    const before = sequence.evaluated.length + sequence.samplingSizes.length;
    for (let length = 1; length <= word.length; length++) {
      const layout = layOut(text + word.slice(0, length));
      const ready = await window.apply(window.plan(layout, 'exact'), work);
      if (ready?.sampledTokens.length === 0) await window.sampleFirst(ready.last);
    }
    steps.push(sequence.evaluated.length + sequence.samplingSizes.length - before);
  }
  // The blank agrees with the sampled tokens; the letter after it is the first that doesn't.
  assert.deepEqual(steps, [1, 0, 0, 0]);
});
