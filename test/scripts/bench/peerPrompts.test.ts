import assert from 'node:assert/strict';
import test from 'node:test';
import {
  infillPartsOf,
  infillPrompt,
  infillTokensOf,
  plainPrompt,
} from '../../../scripts/peer/infillPrompt.ts';
import type { Tokenizer } from '../../../scripts/peer/tokenizer.ts';
import { traceRequests, type TraceRequest } from '../../../scripts/peer/traceRequests.ts';
import { waysOfAsking } from '../../../scripts/peer/waysOfAsking.ts';
import { WholeWindowPrompts } from '../../../scripts/peer/wholeWindowPrompt.ts';

const controls = new Map([
  ['[PREFIX]', 2],
  ['[MIDDLE]', 3],
  ['[SUFFIX]', 4],
]);

/** A token for each character, its code; 5 is the dummy space. */
const byCharacter: Tokenizer = {
  beginOfText: 1,
  control: (name) => controls.get(name),
  tokenize: (text) => (text === '' ? [] : [5, ...codesOf(text)]),
  tokenizeContinuation: codesOf,
};

const plain: Tokenizer = { ...byCharacter, control: () => undefined };

function codesOf(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}

/** What a prompt says, control tokens as `<N>`. */
function saidBy(tokens: readonly number[]): string {
  return tokens.map((token) => (token < 6 ? `<${token}>` : String.fromCharCode(token))).join('');
}

/** The request at the `║` of a drawing. */
function requestAt(drawing: string): TraceRequest {
  const offset = drawing.indexOf('║');
  return { cause: 'key', text: drawing.replace('║', ''), offset };
}

function numbered(count: number, from = 0): string {
  return Array.from({ length: count }, (_, index) => `line ${from + index}\n`).join('');
}

test('llama.vscode sends the lines around the cursor, and the cursor’s line apart', () => {
  assert.deepEqual(infillPartsOf(requestAt('a\nb\nlet x║ = 1;\nc\nd')), {
    prefix: 'a\nb\n',
    prompt: 'let x',
    suffix: ' = 1;\nc\nd\n',
  });
  assert.deepEqual(infillPartsOf(requestAt('  ║')), { prefix: '\n', prompt: '', suffix: '\n\n' });
});

test('llama.vscode sends 256 lines before the cursor and 64 behind', () => {
  const { prefix, suffix } = infillPartsOf(requestAt(`${numbered(300)}x║y\n${numbered(100, 400)}`));
  assert.equal(prefix, numbered(256, 44));
  assert.equal(suffix, `y\n${numbered(64, 400)}`);
});

const control = infillTokensOf(byCharacter);
const request = requestAt('abcdefgh\nij║kl\nmnopqrst');

test('the server writes the prompt in its own order, or the suffix first', () => {
  assert.ok(control);
  const parts = infillPartsOf(request);
  const cut = { batch: 100, order: 'prefixFirst' } as const;
  assert.equal(
    saidBy(infillPrompt(parts, byCharacter, control, cut)),
    '<1><2><5>abcdefgh\n<5>ij<4><5>kl\nmnopqrst\n<3>',
  );
  assert.equal(
    saidBy(infillPrompt(parts, byCharacter, control, { ...cut, order: 'suffixFirst' })),
    '<1><4><5>kl\nmnopqrst\n<2><5>abcdefgh\n<5>ij<3>',
  );
});

test('the server takes three quarters of a batch before the cursor and the rest behind', () => {
  assert.ok(control);
  const parts = infillPartsOf(request);
  const cut = { batch: 32, order: 'prefixFirst' } as const;
  // A quarter is 8 tokens; the cursor's line takes 3 of that of the suffix, and 2 more are kept.
  assert.equal(
    saidBy(infillPrompt(parts, byCharacter, control, cut)),
    '<1><2><5>abcdefgh\n<5>ij<4><5>kl<3>',
  );
  assert.equal(saidBy(plainPrompt(parts, plain, 8)), '<1>defgh\n<5>ij');
});

test('a vocabulary without fill-in tokens gets a stand-in', () => {
  assert.equal(infillTokensOf(plain), undefined);
  const options = { window: 512, maxTokens: 32 };
  const names = (tokenizer: Tokenizer) => waysOfAsking(tokenizer, options).map(({ name }) => name);
  assert.deepEqual(names(plain), ['llama.vscode (stand-in)', 'server at its best']);
  assert.deepEqual(names(byCharacter), [
    'llama.vscode',
    'llama.vscode --spm-infill',
    'server at its best',
  ]);
});

test('a prompt and its completion fit into the window, whatever the way', () => {
  const options = { window: 512, maxTokens: 32 };
  const text = numbered(400);
  for (const tokenizer of [byCharacter, plain]) {
    for (const way of waysOfAsking(tokenizer, options)) {
      for (let offset = 0; offset <= text.length; offset += 97) {
        const prompt = way.promptOf({ cause: 'key', text, offset });
        assert.ok(prompt.length + options.maxTokens < options.window, way.name);
      }
    }
  }
});

test('a whole window holds the text around the cursor, blanks before it apart', () => {
  const prompts = new WholeWindowPrompts(byCharacter, { window: 256, maxTokens: 32 });
  assert.equal(
    saidBy(prompts.promptOf(requestAt('ab\n  cd  ║ef\ngh'))),
    '<1><4>ef\ngh<2><5>ab\n  cd',
  );
});

test('the start of a whole window stays while somebody types, and moves by quarters', () => {
  const window = 256;
  const prompts = new WholeWindowPrompts(byCharacter, { window, maxTokens: 32 });
  const starts = new Set<string>();
  let previous = '';
  let text = numbered(20);
  for (let count = 0; count < 300; count++) {
    text += count % 8 === 7 ? '\n' : 'x';
    const prompt = saidBy(prompts.promptOf({ cause: 'key', text, offset: text.length }));
    if (!prompt.startsWith(previous)) {
      starts.add(prompt.slice(0, 30));
      assert.ok(prompt.length > window / 4);
    }
    previous = prompt;
  }
  assert.ok(starts.size >= 3 && starts.size <= 6, `${starts.size} starts`);
});

test('the requests of a trace come with the document as it was', () => {
  const requests = traceRequests([
    { type: 'open', t: 0, uri: 'a', text: 'one two' },
    { type: 'cursor', t: 1, offset: 3 },
    { type: 'request', t: 2, offset: 3, expect: '' },
    { type: 'edit', t: 3, offset: 3, remove: 4, insert: '!' },
    { type: 'request', t: 4, offset: 4, expect: '' },
    { type: 'edit', t: 5, offset: 0, remove: 1, insert: '' },
    { type: 'edit', t: 6, offset: 3, remove: 0, insert: '?' },
    { type: 'request', t: 7, offset: 4, expect: '' },
  ]);
  assert.deepEqual(
    [...requests],
    [
      { cause: 'jump', text: 'one two', offset: 3 },
      { cause: 'key', text: 'one!', offset: 4 },
      { cause: 'delete', text: 'ne!?', offset: 4 },
    ],
  );
});
