import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  findDanglingImports,
  findImportCycles,
  layerRules,
  findSourcesWithoutRule,
  findViolations,
} from './architecture/layers.ts';
import {
  compareWithMap,
  folderCircles,
  parseFolderMap,
  readFolderMap,
  repeatedNames,
} from './architecture/folderMap.ts';
import { parseSource, readSources } from './architecture/sourceFile.ts';

describe('in the sources', () => {
  const sources = readSources(['src', 'media']);

  for (const rule of layerRules) {
    it(rule.promise, () => {
      assert.deepEqual(findViolations(rule, sources), []);
    });
  }

  it('every file belongs to a layer', () => {
    assert.deepEqual(findSourcesWithoutRule(sources), []);
  });

  it('every relative import resolves to a source file', () => {
    assert.deepEqual(findDanglingImports(sources), []);
  });

  it('there are no import cycles', () => {
    assert.deepEqual(findImportCycles(sources), []);
  });

  it('folders import each other as the map in ARCHITECTURE.md says', () => {
    assert.deepEqual(compareWithMap(readFolderMap(), readSources(['src'])), []);
  });

  it('no two folders have the same name', () => {
    assert.deepEqual(repeatedNames(readFolderMap()), []);
  });

  it('no folders import each other in a circle', () => {
    assert.deepEqual(folderCircles(readFolderMap()), []);
  });

  it('only the llama.cpp part of the engine imports node-llama-cpp', () => {
    assert.deepEqual(findImporters('node-llama-cpp', 'src/engine/llama/'), []);
  });

  it('only the extension imports VS Code', () => {
    assert.deepEqual(findImporters('vscode', 'src/extension/'), []);
  });

  function findImporters(packageName: string, home: string): string[] {
    const importers = sources
      .filter(({ imports }) => imports.some(({ target }) => target === packageName))
      .map(({ path }) => path);
    assert.notEqual(importers.length, 0, `Somebody must import ${packageName}.`);
    return importers.filter((path) => !path.startsWith(home));
  }
});

describe('the architecture checks', () => {
  const findRule = (place: string) => {
    const rule = layerRules.find(({ sources }) => sources === place);
    assert.ok(rule);
    return rule;
  };

  it('find every kind of import', () => {
    const text = `
      import a from './a.ts';
      import type { B } from '../b.ts';
      export * from './c/c.ts';
      export type { D } from 'd';
      type E = typeof import('node:e');
      const f = await import('f/sub');
      // import './not.ts';
      const g = "import './not.ts'";`;
    assert.deepEqual(
      parseSource('src/x/y.ts', text).imports.map(({ target, typeOnly }) => [target, typeOnly]),
      [
        ['src/x/a.ts', false],
        ['src/b.ts', true],
        ['src/x/c/c.ts', false],
        ['d', true],
        ['node:e', true],
        ['f/sub', false],
      ],
    );
  });

  it('report the file and the import that break a rule', () => {
    const planted = [
      parseSource('src/completion/planted.ts', `import { readFileSync } from 'node:fs';`),
      parseSource('src/engine/planted.ts', `import type { Uri } from 'vscode';`),
      parseSource('src/extension/planted.ts', `import '../engine/server.ts';`),
    ];
    assert.deepEqual(findViolations(findRule('src/completion/'), planted), [
      'src/completion/planted.ts imports node:fs',
    ]);
    assert.deepEqual(findViolations(findRule('src/engine/'), planted), [
      'src/engine/planted.ts imports types of vscode',
    ]);
    assert.deepEqual(findViolations(findRule('src/extension/'), planted), [
      'src/extension/planted.ts imports ../engine/server.ts',
    ]);
  });

  it('allow the protocol to import types of the completion logic, but no values', () => {
    const rule = findRule('src/engine/protocol.ts');
    const parseProtocol = (text: string) => [parseSource('src/engine/protocol.ts', text)];
    assert.deepEqual(
      findViolations(rule, parseProtocol(`import type { A } from '../completion/a.ts';`)),
      [],
    );
    assert.deepEqual(
      findViolations(rule, parseProtocol(`import { a } from '../completion/a.ts';`)),
      ['src/engine/protocol.ts imports ../completion/a.ts'],
    );
  });

  it('do not confuse a package with another one whose name begins with its name', () => {
    const planted = [parseSource('src/extension/planted.ts', `import 'vscode-languageserver';`)];
    assert.equal(findViolations(findRule('src/extension/'), planted).length, 1);
  });

  it('find an import cycle, including one of types', () => {
    const planted = [
      parseSource('src/a.ts', `import './b.ts';`),
      parseSource('src/b.ts', `import type { C } from './c.ts';`),
      parseSource('src/c.ts', `import './b.ts';`),
    ];
    assert.deepEqual(findImportCycles(planted), ['src/b.ts → src/c.ts → src/b.ts']);
  });

  it('find an import that does not resolve, and a file without a layer', () => {
    const planted = [parseSource('src/new/planted.ts', `import './gone.ts';`)];
    assert.deepEqual(findDanglingImports(planted), ['src/new/planted.ts imports ./gone.ts']);
    assert.deepEqual(findSourcesWithoutRule(planted), ['src/new/planted.ts']);
  });

  it('compare each folder with its row in the map', () => {
    const map = parseFolderMap(
      ['### `src/engine`', '| `kv` | Caches. | `states`, `text` |', '| `gone` | Old. | – |'].join(
        '\n',
      ),
    );
    const sources = [
      parseSource('src/engine/kv/a.ts', `import '../states/b.ts'; import '../llama/c.ts';`),
      parseSource('src/engine/states/b.ts', `import '../protocol.ts';`),
    ];
    assert.deepEqual(compareWithMap(map, sources), [
      'src/engine/states is not in the map',
      'src/engine/gone is in the map, but there is no such folder',
      'src/engine/kv imports llama',
      'src/engine/kv no longer imports text',
    ]);
  });

  it('find a name that two folders have, and a circle of folders', () => {
    const map = parseFolderMap(
      [
        '### `src/a`',
        '| `x` | X. | `y` |',
        '### `src/b`',
        '| `y` | Y. | `x` |',
        '| `x` | X. | – |',
      ].join('\n'),
    );
    assert.deepEqual(repeatedNames(map), ['x']);
    assert.deepEqual(folderCircles(map.slice(0, 2)), ['x → y → x']);
  });
});
