import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  layOutNew,
  layOutCurrent,
  countPinnedTokens,
  countTokensOfKind,
  type WindowFormat,
  type WindowLayout,
} from '../../../src/completion/window/windowLayout.ts';
import { createWindowView, type WindowView } from '../../../src/completion/window/windowView.ts';
import {
  suffixThenMiddle,
  toWordText,
  toWordTokens,
  createWordFormat,
} from '../../support/wordFormat.ts';
import {
  anyDocument,
  anyFormat,
  anyInfillFormat,
  context,
  takeLastWord,
  countPrefixTokens,
  findNoPartialToken,
  createMarkedView,
} from './layoutFixture.ts';

const sizes = { prompt: 80, suffix: 10, file: 0 };
const format = createWordFormat();

/** Returns the kinds of the parts that have tokens, with their text. */
function describeParts({ parts }: WindowLayout): [kind: string, text: string][] {
  return parts
    .filter(({ tokens }) => tokens.length > 0)
    .map(({ kind, tokens }) => [kind, toWordText(tokens)]);
}

test('the suffix block comes first, so that typing appends', () => {
  const layout = layOutNew(createMarkedView('f( x║)\nnext\n'), sizes, format);
  assert.equal(toWordText(layout.tokens), '<s>[SUFFIX])\nnext\n[PREFIX]f( x');
  assert.deepEqual(describeParts(layout), [
    ['head', '<s>[SUFFIX]'],
    ['suffix', ')\nnext\n'],
    ['head', '[PREFIX]'],
    ['prefix', 'f( x'],
  ]);
  assert.equal(countPinnedTokens(layout), 7);
});

test('other models get an empty prefix, the suffix, and the text as the beginning of the middle', () => {
  const middleLast = createWordFormat({ infill: suffixThenMiddle });
  const layout = layOutNew(createMarkedView('f( x║)\nnext\n'), sizes, middleLast);
  assert.equal(toWordText(layout.tokens), '<s>[PREFIX][SUFFIX])\nnext\n[MIDDLE]f( x');
  assert.deepEqual(describeParts(layout), [
    ['head', '<s>'],
    ['head', '[PREFIX][SUFFIX]'],
    ['suffix', ')\nnext\n'],
    ['head', '[MIDDLE]'],
    ['prefix', 'f( x'],
  ]);
  assert.equal(countPinnedTokens(layout), 8);
});

const contextPrompts: readonly (readonly [string, WindowFormat, string])[] = [
  ['Codestral has it before the prefix', format, '<s>[SUFFIX]b[PREFIX]// other\na'],
  [
    'other models have it before all FIM tokens',
    createWordFormat({ infill: suffixThenMiddle }),
    '<s>// other\n[PREFIX][SUFFIX]b[MIDDLE]a',
  ],
  [
    'models without FIM tokens have it first',
    createWordFormat({ infill: undefined }),
    '<s>// other\n// After the cursor:\n// b\n// The file:\na',
  ],
];

for (const [name, of, expected] of contextPrompts) {
  test(`context from other files is pinned: ${name}`, () => {
    const layout = layOutNew(createMarkedView('a║b', { context }), sizes, of);
    assert.equal(toWordText(layout.tokens), expected);
    assert.equal(countPinnedTokens(layout), layout.tokens.length - 1);
    assert.equal(countTokensOfKind(layout, 'context'), toWordTokens(context.text).length);
  });
}

test('without FIM tokens a prompt is the prefix, with the suffix before it in a comment', () => {
  const plain = createWordFormat({ infill: undefined });
  const alone = layOutNew(createMarkedView('let a =║\n\n'), sizes, plain);
  assert.equal(toWordText(alone.tokens), '<s>let a =');
  const at = createMarkedView('let a =║;\nlet b;', { language: 'python' });
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

test('disabled rules omit their part of the prompt', () => {
  const besides = { context };
  const withoutBlanks = createWordFormat({ findPartialToken: findNoPartialToken });
  const renderPrompt = (...disabledRules: WindowView['disabledRules']) =>
    toWordText(
      layOutNew(createMarkedView('a ║b', { ...besides, disabledRules }), sizes, withoutBlanks)
        .tokens,
    );
  assert.equal(renderPrompt(), '<s>[SUFFIX]b[PREFIX]// other\na');
  assert.equal(renderPrompt('suffixBlock'), '<s>[SUFFIX][PREFIX]// other\na');
  assert.equal(renderPrompt('context'), '<s>[SUFFIX]b[PREFIX]a');
  assert.equal(renderPrompt('healing'), '<s>[SUFFIX]b[PREFIX]// other\na ');
});

test('blanks before the cursor are healed, line ends are not', () => {
  const healing = createWordFormat({ findPartialToken: findNoPartialToken });
  const { tokens, healedPrefix } = layOutNew(createMarkedView('if (x) {\n\t  ║'), sizes, healing);
  assert.equal(healedPrefix, '\t  ');
  assert.ok(toWordText(tokens).endsWith('if (x) {\n'));
  assert.equal(layOutNew(createMarkedView('if (x) {\n║'), sizes, healing).healedPrefix, '');
});

test('a partial token is healed, but never the first token that a model continues from', () => {
  const healing = createWordFormat({ findPartialToken: takeLastWord });
  const { tokens, healedPrefix } = layOutNew(createMarkedView('if (x) ret║urn'), sizes, healing);
  assert.deepEqual([toWordText(tokens), healedPrefix], ['<s>[SUFFIX]urn[PREFIX]if (x) ', 'ret']);
  const all = layOutNew(createMarkedView('ret║'), sizes, healing);
  assert.deepEqual([toWordText(all.tokens), all.healedPrefix], ['<s>[SUFFIX][PREFIX]', 'ret']);
  const bare = createWordFormat({
    findPartialToken: takeLastWord,
    infill: undefined,
    beginOfText: [],
  });
  const unhealed = layOutNew(createMarkedView('ret║'), sizes, bare);
  assert.deepEqual([toWordText(unhealed.tokens), unhealed.healedPrefix], ['ret', '']);
});

test('a vocabulary that cannot be healed has no healed prefix', () => {
  const { tokens, healedPrefix } = layOutNew(createMarkedView('if (x) {\n\t  ║'), sizes, format);
  assert.equal(healedPrefix, '');
  assert.ok(toWordText(tokens).endsWith('if (x) {\n\t  '));
});

test('CRLF documents are laid out with line feeds', () => {
  const { tokens } = layOutNew(createMarkedView('one\r\ntwo║\r\nthree'), sizes, format);
  assert.equal(toWordText(tokens), '<s>[SUFFIX]\nthree[PREFIX]one\ntwo');
});

test('a prompt never exceeds its window, and its prefix with the healed prefix ends at the cursor', () => {
  fc.assert(
    fc.property(anyDocument, anyInfillFormat, (at, any) => {
      const layout = layOutNew(at, sizes, any);
      const { tokens, parts, position, healedPrefix } = layout;
      assert.ok(tokens.length <= sizes.prompt);
      assert.ok(countTokensOfKind(layout, 'suffix') <= sizes.suffix);
      assert.ok(at.text.slice(0, at.cursor).endsWith(healedPrefix));
      const prefix = at.text.slice(position.anchor, at.cursor - healedPrefix.length);
      const part = parts.find(({ kind }) => kind === 'prefix');
      assert.deepEqual(part?.tokens, toWordTokens(prefix));
      assert.deepEqual(
        tokens,
        parts.flatMap((one) => one.tokens),
      );
      assert.ok(at.view.suffix.startsWith(position.suffix));
    }),
  );
});

test('a window is well filled: omitted text is longer than a line', () => {
  const text = 'some words in a line\n'.repeat(50);
  assert.ok(countPrefixTokens(layOutNew(createWindowView(text, text.length), sizes, format)) > 60);
});

test('a line longer than the window is cut inside, and the line above it is omitted', () => {
  const line = 'word '.repeat(500);
  const prefix = countPrefixTokens(layOutNew(createWindowView(line, line.length), sizes, format));
  assert.ok(prefix > 60 && prefix <= 80);
  const below = `${line}\nshort`;
  assert.equal(
    layOutNew(createWindowView(below, below.length), sizes, format).position.anchor,
    2501,
  );
});

test('a model without a first token and without FIM tokens never gets an empty prompt', () => {
  const texts = fc.tuple(
    fc.stringMatching(/^[ \tab\n]{0,6}$/),
    fc.stringMatching(/^[ \tab\n]{0,6}$/),
    fc.constantFrom(findNoPartialToken, takeLastWord, undefined),
  );
  fc.assert(
    fc.property(texts, ([before, after, findPartialToken]) => {
      const bare = createWordFormat({ infill: undefined, beginOfText: [], findPartialToken });
      const layout = layOutNew(createMarkedView(`${before}║${after}`), sizes, bare);
      assert.ok(layout.tokens.length > 0);
      assert.deepEqual(
        layout.parts.flatMap(({ tokens }) => tokens),
        layout.tokens,
      );
      const still = layOutCurrent(
        createMarkedView(`${before}║${after}`),
        layout.position,
        { sizes, refresh: true },
        bare,
      );
      assert.deepEqual(still?.tokens, layout.tokens);
    }),
  );
});

test('context without room for the prefix keeps the anchor of the window at the cursor', () => {
  const large = { text: `${'x '.repeat(100)}\n`, pieces: [] };
  const at = createMarkedView('a b c ║', { context: large });
  const { position } = layOutNew(at, sizes, format);
  assert.ok(position.anchor <= at.cursor);
});

test('the suffix block of a file that fits is the whole rest of the file', () => {
  const at = createMarkedView(`one two║ three\n${'more words here\n'.repeat(6)}`);
  const getSuffixBlock = (file: number) =>
    layOutNew(at, { prompt: 80, suffix: 4, file }, format).position.suffix;
  assert.equal(getSuffixBlock(60), at.text.slice(at.cursor));
  assert.ok(getSuffixBlock(20).length < getSuffixBlock(60).length);
});

test('a file that fits only without the context keeps its prefix, within the window', () => {
  const context = { text: `${'told '.repeat(30)}\n`, pieces: [] };
  const at = createMarkedView(`one two║ three\n${'more words here\n'.repeat(6)}`, { context });
  for (const infill of [format.infill, undefined]) {
    const any = createWordFormat({ infill });
    const { tokens, position } = layOutNew(at, { prompt: 90, suffix: 4, file: 80 }, any);
    assert.ok(tokens.length <= 90);
    assert.equal(position.anchor, 0);
  }
});
