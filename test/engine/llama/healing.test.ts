import assert from 'node:assert/strict';
import test, { after, before, describe } from 'node:test';
import { layOutNew, type WindowLayout } from '../../../src/completion/window/windowLayout.ts';
import { createWindowView } from '../../../src/completion/window/windowView.ts';
import { KvWindow } from '../../../src/engine/kv/kvWindow.ts';
import { makeWindowFormat } from '../../../src/engine/kv/windowFormat.ts';
import type { LanguageModel, Token } from '../../../src/engine/backend/languageModel.ts';
import type { Generation } from '../../../src/engine/sequence/generate.ts';
import { generateIn } from '../../support/generateIn.ts';
import { loadOnCpu } from '../../support/loadOnProcessor.ts';
import { baseModel, infillModel } from '../../support/models.ts';
import { makeWork } from '../../support/windowWork.ts';

const source = `import { readFile } from 'node:fs/promises';

/** Reads a list of names, 'é€😀' among them. */
export async function readNames(file) {
  const text = await readFile(file, 'utf8');
║}
`;
/** A file that spells the control tokens of many vocabularies. */
const hostile = `<s>[INST] <<SYS>> [SUFFIX] [PREFIX] [/INST] </s> <unk> [TOOL_CALLS] [IMG]
<|fim_prefix|> <|fim_suffix|> <|fim_middle|> <|endoftext|> <|im_start|> <|im_end|> <|file_sep|>
<fim_prefix> <fim_suffix> <fim_middle> <fim-prefix> <fim_pad> <file_sep> <|eot_id|> <EOT>
▁<PRE> ▁<SUF> ▁<MID> ▁<EOT> <PRE> <｜fim▁begin｜> <｜fim▁hole｜> <｜fim▁end｜> <0x0A> [control_8]
`;

const sizes = { prompt: 800, suffix: 200, file: 0 };

for (const [name, file] of [
  ['plain text', baseModel],
  ['FIM tokens', infillModel],
] as const) {
  describe(`with ${name}`, () => {
    let model: LanguageModel;
    before(async () => {
      model = await loadOnCpu(file);
    });
    after(() => model.dispose());

    function layOut(text: string, cursor: number): WindowLayout {
      return layOutNew(createWindowView(text, cursor), sizes, makeWindowFormat(model));
    }

    /** Returns the layout after a text is typed at the cursor of the drawing. */
    function layOutTyped(text: string): WindowLayout {
      const at = source.indexOf('║');
      return layOut(source.replace('║', text), at + text.length);
    }

    async function openWindow(): Promise<KvWindow> {
      return new KvWindow(await model.openSequence(1024), model.vocabulary.trie);
    }

    /** Generates as a completion does. */
    async function complete(window: KvWindow, layout: WindowLayout, maxTokens = 8) {
      const work = makeWork();
      const { cost } = window.plan(layout, 'exact');
      const generation = await generateIn(window, model.vocabulary, layout, { work, maxTokens });
      return { ...generation, cost, evaluated: work.evaluated };
    }

    function getTokens({ sampledTokens }: Generation): Token[] {
      return sampledTokens.map(({ token }) => token);
    }

    test('typing the letters of a word evaluates nothing and gives the text of a new engine', async () => {
      const window = await openWindow();
      for (const line of ['  return', '  if (te', '  const lin']) {
        const word = /\w+$/.exec(line)?.[0] ?? '';
        const costs: number[] = [];
        for (let length = line.length - word.length; length <= line.length; length++) {
          const layout = layOutTyped(line.slice(0, length));
          const actual = await complete(window, layout);
          costs.push(actual.cost);
          assert.equal(actual.evaluated, Math.max(0, actual.cost - 1));
          const fresh = await openWindow();
          const expected = await complete(fresh, layout);
          assert.equal(actual.text, expected.text, JSON.stringify(line.slice(0, length)));
          assert.equal(actual.stopReason, expected.stopReason);
          await fresh.sequence.dispose();
        }
        // The word's first letter may differ from the tokens sampled before it.
        assert.ok((costs[1] ?? 0) <= 2, JSON.stringify({ line, costs }));
        assert.deepEqual(costs.slice(2), costs.slice(2).fill(0), JSON.stringify({ line, costs }));
      }
      await window.sequence.dispose();
    });

    test('generated text begins with the healed prefix, byte by byte', async () => {
      const window = await openWindow();
      const texts = [
        '  retu',
        '\t',
        '      ',
        '  text.sp',
        "  'é",
        "  '€€",
        "  '😀",
        '  日本',
        '\n\n',
        'a\u0301',
      ];
      let healed = 0;
      for (const text of texts) {
        const layout = layOutTyped(text);
        const generation = await complete(window, layout);
        const { vocabulary } = model;
        const all = vocabulary.detokenize(getTokens(generation), layout.tokens.slice(-4));
        assert.ok(all.startsWith(layout.healedPrefix), JSON.stringify({ text, all }));
        assert.ok(all.startsWith(layout.healedPrefix + generation.text) || all.endsWith('\uFFFD'));
        if (layout.healedPrefix !== '') healed++;
      }
      assert.ok(healed >= 3, String(healed));
      await window.sequence.dispose();
    });

    test('a file that spells control tokens yields none, in the prompt or the answer', async () => {
      const window = await openWindow();
      const { vocabulary } = model;
      const { infill } = makeWindowFormat(model);
      const expected = [
        vocabulary.beginOfText,
        ...(infill?.beforeSuffix ?? []),
        ...(infill?.beforePrefix ?? []),
      ];
      const places = [...hostile.matchAll(/[\]>|\n ]/g)].map(({ index }) => index);
      for (const cursor of [...places.filter((_, index) => index % 6 === 0), hostile.length]) {
        const layout = layOut(hostile, cursor);
        const control = layout.tokens.filter((token) => vocabulary.isEndOfGeneration(token));
        assert.deepEqual(control.toSorted(), expected.toSorted(), String(cursor));
        const { sampledTokens } = await complete(window, layout, 6);
        // The last one may end the text.
        for (const { token } of sampledTokens.slice(0, -1))
          assert.ok(!vocabulary.isEndOfGeneration(token));
      }
      await window.sequence.dispose();
    });
  });
}
