import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { findPython, type Interpreter } from '../../../../scripts/eval/sandbox/interpreters.ts';
import { runUntrusted } from '../../../../scripts/eval/sandbox/runUntrusted.ts';

const noPython = (await findPython()) === undefined ? 'there is no python3 here' : false;
const timeLimitMs = 1000;

function run(interpreter: Interpreter, source: string, input = '') {
  const program = { interpreter, source, input, mustReachEnd: true } as const;
  return runUntrusted(program, 10 * timeLimitMs);
}

/** The same program in each language: its name, Python's source, and Node's. */
type Program = readonly [name: string, python: string, node: string];

const fine: readonly Program[] = [
  ['that prints', 'print("a")', 'console.log("a")'],
  [
    'that uses its own folder',
    'open("x", "w").write("a"); print(open("x").read())',
    'const fs = require("fs"); fs.writeFileSync("x", "a"); console.log(fs.readFileSync("x", "utf8"))',
  ],
  [
    'that reads its input',
    'print(input())',
    'console.log(require("fs").readFileSync(0, "utf8").trim())',
  ],
];

const outside = path.join(os.tmpdir(), 'tramontane-outside');

/** Number of connections to a server that accepts and answers all. */
let connections = 0;
const server = http.createServer((_, response) => response.end('a'));
server.on('connection', () => connections++);
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
after(() => {
  server.closeAllConnections();
  server.close();
});

const connecting: readonly Program[] = [
  [
    'that connects',
    `import socket; socket.create_connection(("127.0.0.1", ${port}))`,
    `require("net").connect(${port}, "127.0.0.1").on("connect", function () { this.end(); })`,
  ],
  [
    'that connects through another module',
    `import urllib.request as r; r.urlopen("http://127.0.0.1:${port}")`,
    `import("node:http").then((http) => http.get("http://127.0.0.1:${port}", { agent: false }))`,
  ],
];

const refused: readonly Program[] = [
  ['that fails', 'raise ValueError()', 'throw new Error()'],
  ['that ends before its last line', 'raise SystemExit(0)', 'process.exit(0)'],
  ['that leaves before its last line', 'import os; os._exit(0)', 'if (true) return;'],
  [
    'that writes elsewhere',
    `open(${JSON.stringify(outside)}, "w")`,
    `require("fs").writeFileSync(${JSON.stringify(outside)}, "")`,
  ],
  [
    'that reads elsewhere',
    `open(${JSON.stringify(import.meta.filename)})`,
    `require("fs").readFileSync(${JSON.stringify(import.meta.filename)})`,
  ],
  [
    'that runs programs',
    'import os; os.system("true")',
    'require("child_process").execFileSync(process.execPath, ["-v"])',
  ],
];

for (const [index, interpreter] of (['python', 'node'] as const).entries()) {
  const skip = interpreter === 'python' && noPython;
  for (const program of fine) {
    test(`a program of ${interpreter} ${program[0]} is run`, { skip }, async () => {
      const { outcome, output, error } = await run(interpreter, program[index + 1] ?? '', 'a');
      assert.equal(outcome, 'ended', error);
      assert.equal(output.trim(), 'a');
    });
  }
  for (const program of refused) {
    test(`a program of ${interpreter} ${program[0]} has failed`, { skip }, async () => {
      const { outcome } = await run(interpreter, program[index + 1] ?? '');
      assert.equal(outcome, 'failed');
      assert.ok(!existsSync(outside));
    });
  }
  for (const program of connecting) {
    test(`a program of ${interpreter} ${program[0]} reaches no server`, { skip }, async () => {
      const { outcome, error } = await run(interpreter, program[index + 1] ?? '');
      assert.equal(outcome, 'failed');
      assert.equal(connections, 0);
      // The interpreter blocks it, even where the operating system would allow it.
      assert.match(error, /out of bounds/);
    });
  }
}

test('a program that does not end is killed, and its folder is removed', async () => {
  const source = 'console.log(process.env.HOME); for (;;);';
  const program = { interpreter: 'node', source, mustReachEnd: true } as const;
  const { outcome, output } = await runUntrusted(program, 1 * timeLimitMs);
  assert.equal(outcome, 'timeout');
  assert.match(output, /tramontane-eval-/);
  assert.ok(!existsSync(output.trim()));
});

test('a program with endless output is killed', async () => {
  const { outcome, output } = await run(
    'node',
    'for (let i = 0; i < 9; i++) console.log("a".repeat(1e6));',
  );
  assert.equal(outcome, 'tooMuchOutput');
  assert.ok(output.length <= 4 << 20);
});

test('a program with a long output is read to its end', async () => {
  const { outcome, output } = await run('node', 'console.log("a".repeat(3e6));');
  assert.equal(outcome, 'ended');
  assert.equal(output.length, 3e6 + 1);
});

test('a program that takes all memory has failed', async () => {
  const { outcome } = await run('node', 'const a = []; for (;;) a.push(new Array(1e6).fill(1));');
  assert.equal(outcome, 'failed');
});

test('a program does not get the environment', async () => {
  process.env['TRAMONTANE_TEST_SECRET'] = 'told';
  const source = 'console.log(process.env.TRAMONTANE_TEST_SECRET ?? "nothing", process.env.HOME)';
  const { output } = await run('node', source);
  delete process.env['TRAMONTANE_TEST_SECRET'];
  assert.match(output, /^nothing .*tramontane-eval-/);
});

test('a failed assertion of the console is a failure', async () => {
  assert.equal((await run('node', 'console.assert(1 === 2)')).outcome, 'failed');
  assert.equal((await run('node', 'console.assert(1 === 1)')).outcome, 'ended');
});
