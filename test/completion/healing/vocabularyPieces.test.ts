import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { vocabularyPieces } from '../../../src/completion/healing/vocabularyPieces.ts';

/** llama.cpp's `llama_token_type`. */
const types = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;

function piecesOf(model: string, ...tokens: readonly (readonly [string, keyof typeof types])[]) {
  return vocabularyPieces({
    model,
    tokens: tokens.map(([token]) => token),
    types: tokens.map(([, type]) => types[type]),
  });
}

test("SentencePiece's blanks, byte tokens and characters are told as bytes", () => {
  assert.deepEqual(
    piecesOf(
      'llama',
      ['▁return', 'normal'],
      ['<0x0A>', 'byte'],
      ['<0xff>', 'byte'],
      ['é', 'normal'],
    ),
    [' return', '\n', '\xff', '\xc3\xa9'],
  );
});

test('what is no text has no piece, however it is spelled', () => {
  for (const model of ['llama', 'gpt2']) {
    assert.deepEqual(
      piecesOf(model, ['</s>', 'control'], ['<unk>', 'unknown'], ['x', 'unused'], ['x', 'byte']),
      ['', '', '', ''],
    );
  }
  // Text that looks like a byte token is still text.
  assert.deepEqual(piecesOf('llama', ['<0x0A>', 'normal']), ['<0x0A>']);
});

test('what users defined stands for itself, as llama.cpp writes it', () => {
  for (const model of ['llama', 'gpt2']) {
    const spelled = ['  ', 'userDefined'] as const;
    assert.deepEqual(piecesOf(model, spelled, ['a▁é', 'userDefined']), [
      '  ',
      'a\xe2\x96\x81\xc3\xa9',
    ]);
  }
});

test('byte-level pieces are the bytes that they print', () => {
  assert.deepEqual(piecesOf('gpt2', ['Ġreturn', 'normal'], ['Ċ', 'normal'], ['Ã©', 'normal']), [
    ' return',
    '\n',
    '\xc3\xa9',
  ]);
  // A character that stands for no byte: the piece is unknown.
  assert.deepEqual(piecesOf('gpt2', ['a▁', 'normal']), ['']);
});

/** Returns the table of GPT-2's `bytes_to_unicode`, by the original algorithm. */
function bytesToUnicode(): string[] {
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

test('any bytes come back from the byte level', () => {
  const table = bytesToUnicode();
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
      const printed = [...bytes].map((byte) => table[byte]).join('');
      assert.deepEqual(piecesOf('gpt2', [printed, 'normal']), [String.fromCharCode(...bytes)]);
    }),
  );
});

test('tokens without a type are ordinary ones', () => {
  assert.deepEqual(vocabularyPieces({ model: 'llama', tokens: ['▁a'], types: [] }), [' a']);
});

test('other kinds of vocabularies are not told', () => {
  for (const model of ['bert', 't5', 'rwkv', 'none']) {
    assert.equal(piecesOf(model, ['a', 'normal']), undefined);
  }
});
