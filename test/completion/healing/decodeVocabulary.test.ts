import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { decodeVocabulary } from '../../../src/completion/healing/decodeVocabulary.ts';

/** llama.cpp's `llama_token_type`. */
const types = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;

function createPieces(
  model: string,
  ...tokens: readonly (readonly [string, keyof typeof types])[]
) {
  return decodeVocabulary({
    model,
    tokens: tokens.map(([token]) => token),
    types: tokens.map(([, type]) => types[type]),
  });
}

test("SentencePiece's blanks, byte tokens and characters are converted to bytes", () => {
  assert.deepEqual(
    createPieces(
      'llama',
      ['▁return', 'normal'],
      ['<0x0A>', 'byte'],
      ['<0xff>', 'byte'],
      ['é', 'normal'],
    ),
    [' return', '\n', '\xff', '\xc3\xa9'],
  );
});

test('tokens without text have no piece, however they are spelled', () => {
  for (const model of ['llama', 'gpt2']) {
    assert.deepEqual(
      createPieces(
        model,
        ['</s>', 'control'],
        ['<unk>', 'unknown'],
        ['x', 'unused'],
        ['x', 'byte'],
      ),
      ['', '', '', ''],
    );
  }
  // Text that looks like a byte token is still text.
  assert.deepEqual(createPieces('llama', ['<0x0A>', 'normal']), ['<0x0A>']);
});

test('user-defined tokens are spelled literally, as in llama.cpp', () => {
  for (const model of ['llama', 'gpt2']) {
    const spelled = ['  ', 'userDefined'] as const;
    assert.deepEqual(createPieces(model, spelled, ['a▁é', 'userDefined']), [
      '  ',
      'a\xe2\x96\x81\xc3\xa9',
    ]);
  }
});

test('byte-level pieces are converted to the bytes that they represent', () => {
  assert.deepEqual(createPieces('gpt2', ['Ġreturn', 'normal'], ['Ċ', 'normal'], ['Ã©', 'normal']), [
    ' return',
    '\n',
    '\xc3\xa9',
  ]);
  // A character that stands for no byte: the piece is unknown.
  assert.deepEqual(createPieces('gpt2', ['a▁', 'normal']), ['']);
});

/** Returns the table of GPT-2's `bytes_to_unicode`, by the original algorithm. */
function createByteTable(): string[] {
  const range = (first: string, last: string) =>
    Array.from(
      { length: last.charCodeAt(0) - first.charCodeAt(0) + 1 },
      (_, index) => first.charCodeAt(0) + index,
    );
  const printed = [...range('!', '~'), ...range('¡', '¬'), ...range('®', 'ÿ')];
  const characters = [...printed];
  for (let byte = 0, extra = 0; byte < 256; byte++) {
    if (printed.includes(byte)) continue;
    printed.push(byte);
    characters.push(256 + extra++);
  }
  const table: string[] = [];
  for (const [index, byte] of printed.entries()) {
    table[byte] = String.fromCharCode(characters[index] ?? 0);
  }
  return table;
}

test('any bytes are the same after a round trip through the byte-level encoding', () => {
  const table = createByteTable();
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
      const printed = [...bytes].map((byte) => table[byte]).join('');
      assert.deepEqual(createPieces('gpt2', [printed, 'normal']), [String.fromCharCode(...bytes)]);
    }),
  );
});

test('tokens without a type are normal tokens', () => {
  assert.deepEqual(decodeVocabulary({ model: 'llama', tokens: ['▁a'], types: [] }), [' a']);
});

test('other kinds of vocabularies are not supported', () => {
  for (const model of ['bert', 't5', 'rwkv', 'none']) {
    assert.equal(createPieces(model, ['a', 'normal']), undefined);
  }
});
