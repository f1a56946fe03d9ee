import assert from 'node:assert/strict';
import test from 'node:test';
import {
  completeMarkedText,
  openMarkedText,
  useEnginesOfBothModels,
} from '../support/engineFixture.ts';

const engines = useEnginesOfBothModels();

const combining = 'e\u0301'.repeat(20);
const markedTexts: readonly (readonly [name: string, drawing: string, file?: string])[] = [
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
  ['only blanks before the cursor, and a text after it', '  ║const a = 1;\n'],
  ['a cursor inside of the indentation', 'if (a) {\n  ║  b();\n}\n'],
  ['no line end at the end', 'if (a) {\n  b();\n  ret║'],
  ['a partial word in a document with CRLF', 'if (a) {\r\n  ret║\r\n}\r\n'],
  ['a combining mark after the cursor', 'const accent = "e║\u0301";\n'],
  ['a combining mark before the cursor', 'const accent = "e\u0301║";\n'],
  ['an astral letter before the cursor', 'const 𝒙 = 1;\nconst y = 𝒙║;\n'],
  ['a line of many thousand brackets', `${'('.repeat(5000)}║${')'.repeat(5000)}`],
];

for (const [name, drawing, file] of markedTexts) {
  test(`${name}: a text or a named reason`, async () => {
    for (const engine of engines) {
      const result = await completeMarkedText(engine, drawing, file);
      if (result.kind === 'text') assert.notEqual(result.text.trim(), '');
      else assert.ok(!['failed', 'noModel'].includes(result.outcome.rule), result.outcome.rule);
    }
  });
}

test('a binary file is reported as such', async () => {
  const bytes = '\0\x01\x02MZ\0\0'.repeat(500);
  for (const engine of engines) {
    const result = await completeMarkedText(engine, `${bytes}║${bytes}`);
    assert.equal(result.kind === 'nothing' && result.outcome.rule, 'binary');
  }
});

test('one line of a megabyte is answered from the window around the cursor', async () => {
  const half = 'value = compute(value, 17); '.repeat(18_000);
  for (const engine of engines) {
    const result = await completeMarkedText(engine, `${half}║${half}`);
    assert.ok(result.kind === 'text' || result.outcome.rule !== 'failed', JSON.stringify(result));
    assert.ok(result.metrics.promptTokens > 60 && result.metrics.promptTokens < 1024);
  }
});

test('a surrogate pair is never split by a cursor within it', async () => {
  const [engine] = engines;
  assert.ok(engine);
  const params = await openMarkedText(engine, 'const a = "😀║";');
  const within = { ...params.position, character: params.position.character - 1 };
  const result = await engine.request('tramontane/complete', { ...params, position: within });
  assert.notEqual(result.kind === 'nothing' && result.outcome.rule, 'failed');
});

test('positions outside of the document and unknown documents are reported', async () => {
  const [engine] = engines;
  assert.ok(engine);
  const params = await openMarkedText(engine, 'a║');
  const beyond = await engine.request('tramontane/complete', {
    ...params,
    position: { line: 9, character: 9 },
  });
  assert.equal(beyond.kind === 'nothing' && beyond.outcome.rule, 'invalidPosition');
  const unknown = await engine.request('tramontane/complete', {
    ...params,
    textDocument: { uri: 'file:///never/opened.ts', version: 1 },
  });
  assert.equal(unknown.kind === 'nothing' && unknown.outcome.rule, 'unknownDocument');
});
