import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { tornEnd } from '../../../src/completion/healing/tornEnd.ts';
import {
  layOutAnew,
  type WindowFormat,
  type WindowLayout,
} from '../../../src/completion/window/windowLayout.ts';
import { windowView } from '../../../src/completion/window/windowView.ts';
import { FileWindow, type WindowWork } from '../../../src/engine/cache/fileWindow.ts';
import { KnownProbabilities } from '../../../src/engine/cache/knownProbabilities.ts';
import { knownBehind, planWindow, type WindowState } from '../../../src/engine/cache/windowPlan.ts';
import type { Vocabulary } from '../../../src/engine/ports.ts';
import type { Generation } from '../../../src/engine/sequence/generate.ts';
import { drawnOf } from '../../support/fakeSequence.ts';
import { pieceVocabulary } from '../../support/pieceVocabulary.ts';
import { TableSequence } from '../../support/tableSequence.ts';
import { writtenIn } from '../../support/writtenIn.ts';
import { prefixFirst, suffixFirst } from '../../support/wordFormat.ts';

const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
const words = pieceVocabulary([
  ...printable,
  ...[' return', ' ret', ' re', 're', 'urn', 'turn', ' ', '  ', '   ', ' a', 'ab', 'aba', ' ab'],
  ...['\n', '\n\n', 'é', 'éa', ' 😀', 'b;', ';\n', '\ud83d'],
]);
const { trie, tokenize } = words;

function formatWith(fillIn: WindowFormat['fillIn']): WindowFormat {
  return {
    beginOfText: [1],
    fillIn,
    sinkTokens: 0,
    tokenize,
    tokenizeContinuation: tokenize,
    tornEnd: (text, tokens) => tornEnd(text, tokens, trie),
  };
}

const sizes = { prompt: 900, suffix: 100 };

function layoutOf(text: string, cursor = text.length, fillIn?: WindowFormat['fillIn']) {
  return layOutAnew(windowView(text, cursor), sizes, formatWith(fillIn));
}

function drawn(text: string) {
  return drawnOf(...tokenize(text));
}

/** Nothing of it is torn. */
const line = 'ab\n\n';

/** A window at a text, and what was drawn there. */
function stateAt(text: string, after: string): WindowState {
  return { layout: layoutOf(text), drawn: drawn(after) };
}

test('a letter that goes along what was drawn narrows the choice, and what was chosen stays', () => {
  const state = stateAt(line, ' returna');
  assert.deepEqual(knownBehind(state, layoutOf(`${line} `), trie), drawn(' returna'));
  assert.deepEqual(knownBehind(state, layoutOf(`${line} re`), trie), drawn(' returna'));
  assert.deepEqual(
    knownBehind(stateAt(`${line} r`, ' returna'), layoutOf(`${line} ret`), trie),
    state.drawn,
  );
});

test('whole tokens that were typed are left behind', () => {
  const typed = layoutOf(`${line} return`);
  assert.equal(typed.heldBack, '');
  assert.deepEqual(knownBehind(stateAt(line, ' returnb;'), typed, trie), drawn('b;'));
});

test('a letter that goes another way leaves nothing', () => {
  assert.deepEqual(knownBehind(stateAt(line, ' return'), layoutOf(`${line} a`), trie), []);
  assert.deepEqual(knownBehind(stateAt(`${line} r`, ' return'), layoutOf(`${line} a`), trie), []);
});

test('a letter that was deleted widens the choice, and it is made again', () => {
  assert.deepEqual(
    knownBehind(stateAt(`${line} ret`, ' return'), layoutOf(`${line} re`), trie),
    [],
  );
});

test('an end of the text is no text to type along', () => {
  const state = { layout: layoutOf(line), drawn: drawnOf(0) };
  assert.deepEqual(knownBehind(state, layoutOf(line), trie), drawnOf(0));
  assert.deepEqual(knownBehind(state, layoutOf(`${line} `), trie), []);
});

test('where the vocabulary is not known only the same is the same', () => {
  const state = { ...stateAt(line, ' return'), layout: { ...layoutOf(line), heldBack: ' ' } };
  const layout = { ...layoutOf(line), heldBack: ' ' };
  assert.deepEqual(knownBehind(state, layout, undefined), state.drawn);
  assert.deepEqual(knownBehind(state, { ...layout, heldBack: ' r' }, undefined), []);
});

function planFor(
  layout: WindowLayout,
  known: readonly number[] | undefined,
  held = layout.tokens,
  chance = 1 / 256,
) {
  const probabilities = new KnownProbabilities();
  if (known) probabilities.add(known, new Float32Array(256).fill(chance));
  return planWindow({ tokens: held, state: undefined, probabilities }, layout, 'exact', trie);
}

test('what may follow a cached prompt decides a torn end without evaluating anything', () => {
  const layout = layoutOf('ab; re');
  assert.equal(layout.heldBack, ' re');
  assert.deepEqual(planFor(layout, layout.tokens), { layout, reuse: undefined, cost: 0 });
});

test('it is not taken for another prompt, nor where the prompt is no longer cached', () => {
  const layout = layoutOf('ab; re');
  assert.equal(planFor(layout, undefined).cost, 1);
  assert.equal(planFor(layout, layout.tokens.slice(0, -1)).cost, 1);
  assert.equal(planFor(layout, layout.tokens, layout.tokens.slice(0, -1)).cost, 1);
  assert.equal(planFor(layout, layout.tokens, [1, 99]).cost, layout.tokens.length - 1);
});

test('it decides nothing where none of the tokens that the torn end allows is among the likely ones', () => {
  const layout = layoutOf('ab; re');
  assert.equal(planFor(layout, layout.tokens, layout.tokens, 0).cost, 1);
});

const work: WindowWork = {
  signal: new AbortController().signal,
  runStep: (step) => step(),
  onEvaluated: () => undefined,
};

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

/** Writes as a completion does. */
function written(window: FileWindow, layout: WindowLayout, maxTokens: number): Promise<Generation> {
  return writtenIn(window, vocabulary, layout, { work, maxTokens });
}

type Edit =
  | { readonly kind: 'type'; readonly text: string }
  | { readonly kind: 'delete'; readonly length: number }
  /** Types along what was suggested last. */
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

/** What an edit makes of a document. @param suggested what was written at the cursor. */
function edited({ text, cursor }: Place, change: Edit, suggested: string): Place {
  const before = text.slice(0, cursor);
  const behind = text.slice(cursor);
  switch (change.kind) {
    case 'move':
      return { text, cursor: Math.floor(change.place * text.length) };
    case 'delete': {
      const left = before.slice(0, Math.max(0, before.length - change.length));
      return { text: left + behind, cursor: left.length };
    }
    case 'type':
    case 'along': {
      const inserted = change.kind === 'type' ? change.text : suggested.slice(0, change.length);
      return { text: before + inserted + behind, cursor: cursor + inserted.length };
    }
  }
}

const steps = fc.array(
  fc.record({
    edit,
    /** Only the first token is drawn, ahead of a request. */
    isAhead: fc.boolean(),
    maxTokens: fc.integer({ min: 0, max: 5 }),
  }),
  { minLength: 1, maxLength: 25 },
);
const table = fc.array(fc.nat(words.pieces.length - 1), { minLength: 1, maxLength: 60 });
const fillIns = fc.constantFrom(undefined, suffixFirst, prefixFirst);

test('along any edits a window writes what a fresh one writes, and holds what it says it holds', async () => {
  let free = 0;
  await fc.assert(
    fc.asyncProperty(table, steps, fillIns, async (model, all, fillIn) => {
      const sequence = new TableSequence(model, { sliceTokens: 8 });
      const window = new FileWindow(sequence, trie);
      let place: Place = { text: ' return ab;\n', cursor: 8 };
      let suggested = '';
      for (const { edit: change, isAhead, maxTokens } of all) {
        place = edited(place, change, suggested);
        const layout = layoutOf(place.text, place.cursor, fillIn);
        const plan = window.plan(layout, 'exact');
        if (plan.reuse === undefined) free++;
        if (isAhead) {
          const ready = await window.bring(plan, work);
          if (ready?.drawn.length === 0) await window.drawFirst(ready.last);
        }
        const drawnBefore = sequence.drawnFrom.length;
        const generation = await written(window, layout, maxTokens);
        const fresh = new FileWindow(new TableSequence(model, { sliceTokens: 8 }), trie);
        const expected = await written(fresh, layout, maxTokens);
        assert.deepEqual(
          [generation.text, generation.stopReason, generation.written.map(({ end }) => end)],
          [expected.text, expected.stopReason, expected.written.map(({ end }) => end)],
        );
        if (maxTokens === 0) {
          assert.equal(sequence.drawnFrom.length, drawnBefore);
        }
        const tokens = generation.drawn.map(({ token }) => token);
        const prompt = layout.tokens;
        assert.deepEqual(window.sequence.tokens, [...prompt, ...tokens].slice(0, -1));
        suggested = generation.text;
      }
    }),
    { numRuns: 400 },
  );
  assert.ok(free > 200, `Only ${free} prompts were known already.`);
});

test('while a word is typed letter by letter at most its first letter is evaluated', async () => {
  const sequence = new TableSequence([words.pieces.indexOf(' a')]);
  const window = new FileWindow(sequence, trie);
  const text = 'ab;\n ab';
  await written(window, layoutOf(text), 3);
  const steps: number[] = [];
  for (const word of [' retur', ' re', ' a', ' ret']) {
    const before = sequence.evaluated.length + sequence.drawnFrom.length;
    for (let length = 1; length <= word.length; length++) {
      const layout = layoutOf(text + word.slice(0, length));
      const ready = await window.bring(window.plan(layout, 'exact'), work);
      if (ready?.drawn.length === 0) await window.drawFirst(ready.last);
    }
    steps.push(sequence.evaluated.length + sequence.drawnFrom.length - before);
  }
  // The blank goes along what was drawn; the letter behind it is the first that doesn't.
  assert.deepEqual(steps, [1, 0, 0, 0]);
});
