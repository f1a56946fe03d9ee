import assert from 'node:assert/strict';
import test from 'node:test';
import { completeDrawing, openDrawing, enginesOfBothModels } from '../support/engineFixture.ts';

const engines = enginesOfBothModels();

const combining = 'e\u0301'.repeat(20);
const drawings: readonly (readonly [name: string, drawing: string, file?: string])[] = [
  ['an empty file', '║'],
  ['white space only', ' \n\t\n  ║'],
  ['the very start of a file', '║const a = 1;\n'],
  ['the very end of a file', 'const a = 1;\n║'],
  ['a file with CRLF', 'if (a) {\r\n  b();\r\n  ║\r\n}\r\n'],
  ['tabs', 'if (a) {\n\tb();\n\t║\n}\n'],
  ['surrogate pairs before the cursor', `const smile = '${'😀'.repeat(30)}║`],
  ['combining characters before the cursor', `const accent = '${combining}║`],
  ['right-to-left text', 'const name = "שלום ║'],
  ['control tokens spelled out', '<s>[INST] [SUFFIX] [/INST]</s> [PREFIX]║\n[SUFFIX]'],
  ['an untitled document', 'const a = ║', 'untitled:Untitled-1'],
  ['a byte order mark', '\uFEFFconst a = ║'],
  ['lone surrogates', `const broken = "\ud83d ║ \ude00"`],
  ['a byte order mark alone', '\uFEFF║'],
  ['only blanks before the cursor', '    ║'],
  ['only blanks before the cursor, and a text behind it', '  ║const a = 1;\n'],
  ['a cursor inside of the indentation', 'if (a) {\n  ║  b();\n}\n'],
  ['no line end at the end', 'if (a) {\n  b();\n  ret║'],
  ['a torn word in a document with CRLF', 'if (a) {\r\n  ret║\r\n}\r\n'],
  ['a combining mark behind the cursor', 'const accent = "e║\u0301";\n'],
  ['a combining mark before the cursor', 'const accent = "e\u0301║";\n'],
  ['an astral letter before the cursor', 'const 𝒙 = 1;\nconst y = 𝒙║;\n'],
  ['a line of many thousand brackets', `${'('.repeat(5000)}║${')'.repeat(5000)}`],
];

for (const [name, drawing, file] of drawings) {
  test(`${name}: a text or a named reason`, async () => {
    for (const engine of engines) {
      const result = await completeDrawing(engine, drawing, file);
      if (result.kind === 'text') assert.notEqual(result.text.trim(), '');
      else assert.ok(!['failed', 'noModel'].includes(result.reason), result.reason);
    }
  });
}

test('a binary file is named as such', async () => {
  const bytes = '\0\x01\x02MZ\0\0'.repeat(500);
  for (const engine of engines) {
    const result = await completeDrawing(engine, `${bytes}║${bytes}`);
    assert.equal(result.kind === 'nothing' && result.reason, 'binary');
  }
});

test('one line of a megabyte is answered from the window around the cursor', async () => {
  const half = 'value = compute(value, 17); '.repeat(18_000);
  for (const engine of engines) {
    const result = await completeDrawing(engine, `${half}║${half}`);
    assert.ok(result.kind === 'text' || result.reason !== 'failed', JSON.stringify(result));
    assert.ok(result.metrics.promptTokens > 60 && result.metrics.promptTokens < 1024);
  }
});

test('a surrogate pair is never split by a cursor within it', async () => {
  const [engine] = engines;
  assert.ok(engine);
  const params = await openDrawing(engine, 'const a = "😀║";');
  const within = { ...params.position, character: params.position.character - 1 };
  const result = await engine.request('tramontane/complete', { ...params, position: within });
  assert.notEqual(result.kind === 'nothing' && result.reason, 'failed');
});

test('positions outside of the document and unknown documents are named', async () => {
  const [engine] = engines;
  assert.ok(engine);
  const params = await openDrawing(engine, 'a║');
  const beyond = await engine.request('tramontane/complete', {
    ...params,
    position: { line: 9, character: 9 },
  });
  assert.equal(beyond.kind === 'nothing' && beyond.reason, 'badPosition');
  const unknown = await engine.request('tramontane/complete', {
    ...params,
    textDocument: { uri: 'file:///never/opened.ts', version: 1 },
  });
  assert.equal(unknown.kind === 'nothing' && unknown.reason, 'unknownDocument');
});
