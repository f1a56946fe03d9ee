import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { planReuse } from '../../../src/completion/reuse/reusePlan.ts';
import { tornEnd } from '../../../src/completion/healing/tornEnd.ts';
import {
  layOutNew,
  type WindowFormat,
  type WindowLayout,
} from '../../../src/completion/window/windowLayout.ts';
import { windowView } from '../../../src/completion/window/windowView.ts';
import { KeptProbabilities } from '../../../src/engine/kv/keptProbabilities.ts';
import { KvWindow } from '../../../src/engine/kv/kvWindow.ts';
import {
  cellCount,
  findSampledAfter,
  planWindow,
  sampledAsFarAsHeld,
  type Prompt,
} from '../../../src/engine/kv/windowPlan.ts';
import type { Vocabulary } from '../../../src/engine/backend/languageModel.ts';
import type { Generation } from '../../../src/engine/sequence/generate.ts';
import { makeSampled } from '../../support/fakeSequence.ts';
import { generateIn } from '../../support/generateIn.ts';
import { pieceVocabulary } from '../../support/pieceVocabulary.ts';
import { TableSequence } from '../../support/tableSequence.ts';
import { makeWork } from '../../support/windowWork.ts';
import { suffixThenMiddle, suffixThenPrefix } from '../../support/wordFormat.ts';

const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
const words = pieceVocabulary([
  ...printable,
  ...[' return', ' ret', ' re', 're', 'urn', 'turn', ' ', '  ', '   ', ' a', 'ab', 'aba', ' ab'],
  ...['\n', '\n\n', 'é', 'éa', ' 😀', 'b;', ';\n', '\ud83d'],
]);
const { trie, tokenize } = words;

function formatWith(infill: WindowFormat['infill']): WindowFormat {
  return {
    beginOfText: [1],
    infill,
    tokenize,
    tokenizeContinuation: tokenize,
    tornEnd: (text, tokens) => tornEnd(text, tokens, trie),
  };
}

const sizes = { prompt: 900, suffix: 100, file: 0 };

function layoutOf(text: string, cursor = text.length, infill?: WindowFormat['infill']) {
  return layOutNew(windowView(text, cursor), sizes, formatWith(infill));
}

function sample(text: string) {
  return makeSampled(...tokenize(text));
}

/** Text without a partial token at its end. */
const line = 'ab\n\n';

/** Returns the prompt for a text, and tokens sampled after it. */
function promptAt(text: string, after: string): Prompt {
  return { layout: layoutOf(text), sampled: sample(after) };
}

test('a letter typed along sampled tokens narrows the choice, and the sampled token stays in it', () => {
  const prompt = promptAt(line, ' returna');
  assert.deepEqual(findSampledAfter(prompt, layoutOf(`${line} `), trie), sample(' returna'));
  assert.deepEqual(findSampledAfter(prompt, layoutOf(`${line} re`), trie), sample(' returna'));
  assert.deepEqual(
    findSampledAfter(promptAt(`${line} r`, ' returna'), layoutOf(`${line} ret`), trie),
    prompt.sampled,
  );
});

test('whole tokens that were typed become part of the prompt', () => {
  const typed = layoutOf(`${line} return`);
  assert.equal(typed.heldBack, '');
  assert.deepEqual(findSampledAfter(promptAt(line, ' returnb;'), typed, trie), sample('b;'));
});

test('a letter that differs from the sampled tokens leaves none of them', () => {
  const other = layoutOf(`${line} a`);
  assert.deepEqual(findSampledAfter(promptAt(line, ' return'), other, trie), []);
  assert.deepEqual(findSampledAfter(promptAt(`${line} r`, ' return'), other, trie), []);
});

test('a letter that was deleted widens the choice, so that it is made again', () => {
  const prompt = promptAt(`${line} ret`, ' return');
  assert.deepEqual(findSampledAfter(prompt, layoutOf(`${line} re`), trie), []);
});

test('no text can be typed along an end of the text', () => {
  const prompt = { layout: layoutOf(line), sampled: makeSampled(0) };
  assert.deepEqual(findSampledAfter(prompt, layoutOf(line), trie), makeSampled(0));
  assert.deepEqual(findSampledAfter(prompt, layoutOf(`${line} `), trie), []);
});

test('in a vocabulary that cannot be healed only the same held back text has sampled tokens', () => {
  const layout = { ...layoutOf(line), heldBack: ' ' };
  const prompt = { ...promptAt(line, ' return'), layout };
  assert.deepEqual(findSampledAfter(prompt, layout, undefined), prompt.sampled);
  assert.deepEqual(findSampledAfter(prompt, { ...layout, heldBack: ' r' }, undefined), []);
});

test('cells of sampled tokens are reused only where the prompt goes on from the one before', () => {
  const layout = layoutOf(line);
  const repeated = ' return ab'.repeat(30);
  const sampled = tokenize(repeated);
  const cells = {
    tokens: [...layout.tokens, ...sampled],
    current: { layout, sampled: makeSampled(...sampled, 0) },
    probabilities: new KeptProbabilities(),
  };
  const typed = layoutOf(`ab;${repeated}\n\n`);
  const { reuse } = planWindow(cells, typed, 'patched', trie);
  assert.deepEqual([reuse?.reuse, reuse?.keep], ['exact', 2]);
  // A prompt that continues the one before may contain some of the sampled text.
  const longer = layoutOf(`${line};${repeated}\n\n`);
  assert.equal(planWindow(cells, longer, 'patched', trie).reuse?.reuse, 'patched');
});

test('a patch keeps no cells of the suffix block as cells of the prefix', () => {
  const [above, below] = [' return ab;\n'.repeat(20), ' aba ret;\n'.repeat(20)];
  const text = above + below;
  const cellsAt = (infill?: WindowFormat['infill']) => ({
    tokens: layoutOf(text, above.length, infill).tokens,
    probabilities: new KeptProbabilities(),
  });
  for (const infill of [suffixThenPrefix, suffixThenMiddle]) {
    // All text after the cursor is now before it.
    const cells = cellsAt(infill);
    const layout = layoutOf(text, text.length, infill);
    const { reuse } = planWindow(cells, layout, 'patched', trie);
    // They would be kept if the plan ignored the sides.
    const options = { mode: 'patched', evictedAfter: undefined } as const;
    assert.ok(planReuse(cells.tokens, layout.tokens, options).cost < tokenize(below).length);
    const evaluated = reuse?.insert.flatMap(({ tokens }) => tokens).concat(reuse.evaluate);
    assert.ok(evaluated && evaluated.length >= tokenize(below).length - 1);
  }
});

test('a prompt takes a cell for each of its tokens and each sampled token but the last', () => {
  const layout = layoutOf(line);
  const { length } = layout.tokens;
  assert.equal(cellCount({ layout, sampled: makeSampled(7, 8, 9) }), length + 2);
  assert.equal(cellCount({ layout, sampled: [] }), length - 1);
});

test('a prompt keeps the sampled tokens whose predecessors are still cached', () => {
  const layout = layoutOf(line);
  const prompt = { layout, sampled: makeSampled(7, 8, 9) };
  const sampledIn = (...cells: number[]) =>
    sampledAsFarAsHeld(prompt, cells)?.sampled.map(({ token }) => token);
  assert.deepEqual(sampledIn(...layout.tokens), [7]);
  assert.deepEqual(sampledIn(...layout.tokens, 7, 5), [7, 8]);
  assert.deepEqual(sampledIn(...layout.tokens, 7, 8, 9), [7, 8, 9]);
  assert.equal(sampledIn(...layout.tokens.slice(0, -1)), undefined);
  assert.equal(sampledIn(...layout.tokens.slice(0, -1), 99), undefined);
});

function planFor(
  layout: WindowLayout,
  prompt: readonly number[] | undefined,
  tokens = layout.tokens,
  probability = 1 / 256,
) {
  const probabilities = new KeptProbabilities();
  if (prompt) probabilities.add(prompt, new Float32Array(256).fill(probability));
  return planWindow({ tokens, probabilities }, layout, 'exact', trie);
}

test('probabilities kept for a cached prompt decide about its torn end without evaluation', () => {
  const layout = layoutOf('ab; re');
  assert.equal(layout.heldBack, ' re');
  assert.deepEqual(planFor(layout, layout.tokens), { layout, reuse: undefined, cost: 0 });
});

test('kept probabilities do not apply to another prompt, nor where the prompt is not cached', () => {
  const layout = layoutOf('ab; re');
  assert.equal(planFor(layout, undefined).cost, 1);
  assert.equal(planFor(layout, layout.tokens.slice(0, -1)).cost, 1);
  assert.equal(planFor(layout, layout.tokens, layout.tokens.slice(0, -1)).cost, 1);
  assert.equal(planFor(layout, layout.tokens, [1, 99]).cost, layout.tokens.length - 1);
});

test('kept probabilities decide nothing where they exclude all tokens that the torn end allows', () => {
  const layout = layoutOf('ab; re');
  assert.equal(planFor(layout, layout.tokens, layout.tokens, 0).cost, 1);
});

const work = makeWork();

const vocabulary: Vocabulary = {
  beginOfText: 1,
  endOfText: 0,
  controlToken: () => undefined,
  trie,
  size: 256,
  spell: (tokens) => String.fromCharCode(...tokens),
  endsGeneration: (token) => trie.pieceOf(token) === '',
  tokenize,
  tokenizeContinuation: tokenize,
  detokenize: (tokens) => Buffer.from(words.bytesOf(tokens), 'latin1').toString(),
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

test('after any edits a window generates the text of a fresh one, and holds the cells of its prompt', async () => {
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
        const layout = layoutOf(place.text, place.cursor, infill);
        const plan = window.plan(layout, 'exact');
        if (plan.reuse === undefined) free++;
        if (ahead !== 'none') {
          const ready = await window.apply(plan, work);
          if (ready?.sampled.length === 0) await window.sampleFirst(ready.last);
        }
        if (ahead === 'next') {
          const next = applyEdit(place, { kind: 'along', length: 9 }, `${suggested}\n`);
          const nextLayout = layoutOf(next.text, next.cursor, infill);
          const nextPlan = window.plan(nextLayout, 'exact');
          const ready = await window.apply(nextPlan, work, { goesAhead: true });
          if (ready?.sampled.length === 0) await window.sampleFirst(ready.last);
          if (window.state.kind === 'ahead') wentAhead++;
        }
        const stepsBefore = sequence.drawnFrom.length;
        const generation = await complete(window, layout, maxTokens);
        const fresh = new KvWindow(new TableSequence(model, { sliceTokens: 8 }), trie);
        const expected = await complete(fresh, layout, maxTokens);
        assert.deepEqual(
          [generation.text, generation.stopReason, generation.written.map(({ end }) => end)],
          [expected.text, expected.stopReason, expected.written.map(({ end }) => end)],
        );
        if (maxTokens === 0) assert.equal(sequence.drawnFrom.length, stepsBefore);
        const tokens = generation.sampled.map(({ token }) => token);
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

test('while a word is typed letter by letter at most its first letter is evaluated', async () => {
  const sequence = new TableSequence([words.pieces.indexOf(' a')]);
  const window = new KvWindow(sequence, trie);
  const text = 'ab;\n ab';
  await complete(window, layoutOf(text), 3);
  const steps: number[] = [];
  for (const word of [' retur', ' re', ' a', ' ret']) {
    const before = sequence.evaluated.length + sequence.drawnFrom.length;
    for (let length = 1; length <= word.length; length++) {
      const layout = layoutOf(text + word.slice(0, length));
      const ready = await window.apply(window.plan(layout, 'exact'), work);
      if (ready?.sampled.length === 0) await window.sampleFirst(ready.last);
    }
    steps.push(sequence.evaluated.length + sequence.drawnFrom.length - before);
  }
  // The blank agrees with the sampled tokens; the letter after it is the first that doesn't.
  assert.deepEqual(steps, [1, 0, 0, 0]);
});
