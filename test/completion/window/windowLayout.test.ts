import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  layOutNew,
  layOutAt,
  pinnedTokens,
  tokensOfKind,
  type WindowFormat,
  type WindowLayout,
} from '../../../src/completion/window/windowLayout.ts';
import { windowView, type WindowView } from '../../../src/completion/window/windowView.ts';
import { suffixThenMiddle, textOf, tokensOf, wordFormat } from '../../support/wordFormat.ts';
import {
  anyDocument,
  anyFormat,
  anyInfillFormat,
  context,
  lastWord,
  prefixTokens,
  untorn,
  viewOf,
} from './layoutFixture.ts';

const sizes = { prompt: 80, suffix: 10, file: 0 };
const format = wordFormat();

/** Returns the kinds of the parts that have tokens, with their text. */
function describeParts({ parts }: WindowLayout): [kind: string, text: string][] {
  return parts
    .filter(({ tokens }) => tokens.length > 0)
    .map(({ kind, tokens }) => [kind, textOf(tokens)]);
}

test('the suffix block comes first, so that typing appends', () => {
  const layout = layOutNew(viewOf('f( x║)\nnext\n'), sizes, format);
  assert.equal(textOf(layout.tokens), '<s>[SUFFIX])\nnext\n[PREFIX]f( x');
  assert.deepEqual(describeParts(layout), [
    ['head', '<s>[SUFFIX]'],
    ['suffix', ')\nnext\n'],
    ['head', '[PREFIX]'],
    ['prefix', 'f( x'],
  ]);
  assert.equal(pinnedTokens(layout), 7);
});

test('other models get an empty prefix, the suffix, and the text as the beginning of the middle', () => {
  const middleLast = wordFormat({ infill: suffixThenMiddle });
  const layout = layOutNew(viewOf('f( x║)\nnext\n'), sizes, middleLast);
  assert.equal(textOf(layout.tokens), '<s>[PREFIX][SUFFIX])\nnext\n[MIDDLE]f( x');
  assert.deepEqual(describeParts(layout), [
    ['head', '<s>'],
    ['head', '[PREFIX][SUFFIX]'],
    ['suffix', ')\nnext\n'],
    ['head', '[MIDDLE]'],
    ['prefix', 'f( x'],
  ]);
  assert.equal(pinnedTokens(layout), 8);
});

const contextPrompts: readonly (readonly [string, WindowFormat, string])[] = [
  ['Codestral has it before the prefix', format, '<s>[SUFFIX]b[PREFIX]// other\na'],
  [
    'other models have it before all FIM tokens',
    wordFormat({ infill: suffixThenMiddle }),
    '<s>// other\n[PREFIX][SUFFIX]b[MIDDLE]a',
  ],
  [
    'models without FIM tokens have it first',
    wordFormat({ infill: undefined }),
    '<s>// other\n// After the cursor:\n// b\n// The file:\na',
  ],
];

for (const [name, of, expected] of contextPrompts) {
  test(`context from other files is pinned: ${name}`, () => {
    const layout = layOutNew(viewOf('a║b', { context }), sizes, of);
    assert.equal(textOf(layout.tokens), expected);
    assert.equal(pinnedTokens(layout), layout.tokens.length - 1);
    assert.equal(tokensOfKind(layout, 'context'), tokensOf(context.text).length);
  });
}

test('without FIM tokens a prompt is the prefix, the suffix before it in a comment', () => {
  const plain = wordFormat({ infill: undefined });
  const alone = layOutNew(viewOf('let a =║\n\n'), sizes, plain);
  assert.equal(textOf(alone.tokens), '<s>let a =');
  const at = viewOf('let a =║;\nlet b;', { language: 'python' });
  const layout = layOutNew(at, sizes, plain);
  assert.deepEqual(describeParts(layout), [
    ['head', '<s>'],
    ['suffix', '# After the cursor:\n# ;\n# let b;\n# The file:\n'],
    ['prefix', 'let a ='],
  ]);
});

test('in each format a prompt ends with the text before the cursor', () => {
  fc.assert(
    fc.property(anyDocument, anyFormat, (at, any) => {
      const { tokens, parts } = layOutNew({ ...at, context }, sizes, any);
      const last = parts.at(-1);
      assert.equal(last?.kind, 'prefix');
      assert.deepEqual(tokens.slice(tokens.length - last.tokens.length), last.tokens);
    }),
  );
});

test('rules that are off leave their part of the prompt out', () => {
  const besides = { context };
  const blanksHeldBack = wordFormat({ tornEnd: untorn });
  const promptOf = (...rulesOff: WindowView['rulesOff']) =>
    textOf(layOutNew(viewOf('a ║b', { ...besides, rulesOff }), sizes, blanksHeldBack).tokens);
  assert.equal(promptOf(), '<s>[SUFFIX]b[PREFIX]// other\na');
  assert.equal(promptOf('suffixBlock'), '<s>[SUFFIX][PREFIX]// other\na');
  assert.equal(promptOf('context'), '<s>[SUFFIX]b[PREFIX]a');
  assert.equal(promptOf('healing'), '<s>[SUFFIX]b[PREFIX]// other\na ');
});

test('blanks before the cursor are held back, line ends are not', () => {
  const healing = wordFormat({ tornEnd: untorn });
  const { tokens, heldBack } = layOutNew(viewOf('if (x) {\n\t  ║'), sizes, healing);
  assert.equal(heldBack, '\t  ');
  assert.ok(textOf(tokens).endsWith('if (x) {\n'));
  assert.equal(layOutNew(viewOf('if (x) {\n║'), sizes, healing).heldBack, '');
});

test('what may be torn is held back, but never the first token that a model goes on from', () => {
  const healing = wordFormat({ tornEnd: lastWord });
  const { tokens, heldBack } = layOutNew(viewOf('if (x) ret║urn'), sizes, healing);
  assert.deepEqual([textOf(tokens), heldBack], ['<s>[SUFFIX]urn[PREFIX]if (x) ', 'ret']);
  const all = layOutNew(viewOf('ret║'), sizes, healing);
  assert.deepEqual([textOf(all.tokens), all.heldBack], ['<s>[SUFFIX][PREFIX]', 'ret']);
  const bare = wordFormat({ tornEnd: lastWord, infill: undefined, beginOfText: [] });
  const kept = layOutNew(viewOf('ret║'), sizes, bare);
  assert.deepEqual([textOf(kept.tokens), kept.heldBack], ['ret', '']);
});

test('where a vocabulary cannot be healed nothing is held back', () => {
  const { tokens, heldBack } = layOutNew(viewOf('if (x) {\n\t  ║'), sizes, format);
  assert.equal(heldBack, '');
  assert.ok(textOf(tokens).endsWith('if (x) {\n\t  '));
});

test('CRLF documents are laid out with line feeds', () => {
  const { tokens } = layOutNew(viewOf('one\r\ntwo║\r\nthree'), sizes, format);
  assert.equal(textOf(tokens), '<s>[SUFFIX]\nthree[PREFIX]one\ntwo');
});

test('a prompt never outgrows its window, and its prefix and what is held back end at the cursor', () => {
  fc.assert(
    fc.property(anyDocument, anyInfillFormat, (at, any) => {
      const layout = layOutNew(at, sizes, any);
      const { tokens, parts, place, heldBack } = layout;
      assert.ok(tokens.length <= sizes.prompt);
      assert.ok(tokensOfKind(layout, 'suffix') <= sizes.suffix);
      assert.ok(at.text.slice(0, at.cursor).endsWith(heldBack));
      const prefix = at.text.slice(place.anchor, at.cursor - heldBack.length);
      const part = parts.find(({ kind }) => kind === 'prefix');
      assert.deepEqual(part?.tokens, tokensOf(prefix));
      assert.deepEqual(
        tokens,
        parts.flatMap((one) => one.tokens),
      );
      assert.ok(at.view.suffix.startsWith(place.suffix));
    }),
  );
});

test('a window is used well: what is left out is more than a line', () => {
  const text = 'some words in a line\n'.repeat(50);
  assert.ok(prefixTokens(layOutNew(windowView(text, text.length), sizes, format)) > 60);
});

test('a line longer than the window is cut inside, a line above it is left out', () => {
  const line = 'word '.repeat(500);
  const prefix = prefixTokens(layOutNew(windowView(line, line.length), sizes, format));
  assert.ok(prefix > 60 && prefix <= 80);
  const below = `${line}\nshort`;
  assert.equal(layOutNew(windowView(below, below.length), sizes, format).place.anchor, 2501);
});

test('a model without a first token and without FIM tokens never gets an empty prompt', () => {
  const texts = fc.tuple(
    fc.stringMatching(/^[ \tab\n]{0,6}$/),
    fc.stringMatching(/^[ \tab\n]{0,6}$/),
    fc.constantFrom(untorn, lastWord, undefined),
  );
  fc.assert(
    fc.property(texts, ([before, after, tornEnd]) => {
      const bare = wordFormat({ infill: undefined, beginOfText: [], tornEnd });
      const layout = layOutNew(viewOf(`${before}║${after}`), sizes, bare);
      assert.ok(layout.tokens.length > 0);
      assert.deepEqual(
        layout.parts.flatMap(({ tokens }) => tokens),
        layout.tokens,
      );
      const still = layOutAt(
        viewOf(`${before}║${after}`),
        layout.place,
        { sizes, refresh: true },
        bare,
      );
      assert.deepEqual(still?.tokens, layout.tokens);
    }),
  );
});

test('context that leaves no room for the prefix still leaves the window at the cursor', () => {
  const large = { text: `${'x '.repeat(100)}\n`, pieces: [] };
  const at = viewOf('a b c ║', { context: large });
  const { place } = layOutNew(at, sizes, format);
  assert.ok(place.anchor <= at.cursor);
});

test('the suffix block of a file that fits is all of its rest, whatever a block may take else', () => {
  const at = viewOf(`one two║ three\n${'more words here\n'.repeat(6)}`);
  const block = (file: number) =>
    layOutNew(at, { prompt: 80, suffix: 4, file }, format).place.suffix;
  assert.equal(block(60), at.text.slice(at.cursor));
  assert.ok(block(20).length < block(60).length);
});

test('a file that fits only without the context keeps its prefix, and no more than the window', () => {
  const context = { text: `${'told '.repeat(30)}\n`, pieces: [] };
  const at = viewOf(`one two║ three\n${'more words here\n'.repeat(6)}`, { context });
  for (const infill of [format.infill, undefined]) {
    const any = wordFormat({ infill });
    const { tokens, place } = layOutNew(at, { prompt: 90, suffix: 4, file: 80 }, any);
    assert.ok(tokens.length <= 90);
    assert.equal(place.anchor, 0);
  }
});
