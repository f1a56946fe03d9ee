import type { SourceFile } from './sourceFile.ts';

/** Allowed imports of some sources. */
export interface LayerRule {
  /** The rule in words, as the name of its test. */
  readonly promise: string;
  /** Sources of the rule: a folder, with `/` at the end, or one file. */
  readonly sources: string;
  /** Folders (with `/` at the end) and files of the project, or packages. All others are forbidden. */
  readonly allowed: readonly string[];
  /** Folders and files from which only types may be imported. */
  readonly allowedTypes?: readonly string[];
}

/** Rules of imports. A source obeys the first rule that matches it: files before folders. */
export const layerRules: readonly LayerRule[] = [
  {
    promise: 'the protocol imports only types of the completion logic',
    sources: 'src/engine/protocol.ts',
    allowed: [],
    allowedTypes: ['src/completion/'],
  },
  {
    promise: 'the messages of the chat import nothing',
    sources: 'src/extension/chat/chatMessages.ts',
    allowed: [],
  },
  {
    promise: 'the messages of Show Cache import nothing',
    sources: 'src/extension/cacheView/cacheMessages.ts',
    allowed: [],
  },
  {
    promise: 'the completion logic imports nothing outside of it',
    sources: 'src/completion/',
    allowed: ['src/completion/'],
  },
  {
    promise: 'the llama.cpp part of the engine imports the engine and node-llama-cpp',
    sources: 'src/engine/llama/',
    allowed: ['src/engine/', 'src/completion/', 'node:', 'node-llama-cpp'],
  },
  {
    promise: 'the parser part of the engine imports the engine and the types of tree-sitter',
    sources: 'src/engine/parsing/',
    allowed: ['src/engine/', 'src/completion/', 'node:'],
    allowedTypes: ['@vscode/tree-sitter-wasm'],
  },
  {
    promise: 'the engine imports the completion logic, but neither VS Code nor node-llama-cpp',
    sources: 'src/engine/',
    allowed: [
      'src/engine/',
      'src/completion/',
      'node:',
      'vscode-languageserver',
      'vscode-languageserver-textdocument',
    ],
  },
  {
    promise: 'the extension imports only the protocol of the engine',
    sources: 'src/extension/',
    allowed: [
      'src/extension/',
      'src/completion/',
      'src/engine/protocol.ts',
      'node:',
      'ignore',
      'vscode',
      'vscode-languageclient',
    ],
  },
  {
    promise: 'the code that the pages share imports nothing',
    sources: 'media/common/',
    allowed: ['media/common/'],
  },
  {
    promise: 'the page of the chat imports only its messages of the extension',
    sources: 'media/chat/',
    allowed: [
      'media/chat/',
      'media/common/',
      'src/extension/chat/chatMessages.ts',
      'dompurify',
      'highlight.js',
      'markdown-it',
      'morphdom',
    ],
  },
  {
    promise: 'the page of the cache imports only its messages of the extension',
    sources: 'media/cache/',
    allowed: ['media/cache/', 'media/common/', 'src/extension/cacheView/cacheMessages.ts'],
  },
];

/** Lists the imports that a rule forbids, one per line with its file. */
export function findViolations(
  rule: LayerRule,
  sources: readonly SourceFile[],
  rules: readonly LayerRule[] = layerRules,
): string[] {
  return sources
    .filter((source) => rules.find(({ sources: place }) => isIn(source.path, place)) === rule)
    .flatMap((source) =>
      source.imports
        .filter(({ target, typeOnly }) => {
          const places = [...rule.allowed, ...(typeOnly ? (rule.allowedTypes ?? []) : [])];
          return !places.some((place) => isIn(target, place));
        })
        .map(
          ({ specifier, typeOnly }) =>
            `${source.path} imports ${typeOnly ? 'types of ' : ''}${specifier}`,
        ),
    );
}

/** Lists sources without a rule, which needs to be added. */
export function findSourcesWithoutRule(sources: readonly SourceFile[]): string[] {
  return sources
    .map((source) => source.path)
    .filter((file) => !layerRules.some((rule) => isIn(file, rule.sources)));
}

/** Lists relative imports that lead to no source. */
export function findDanglingImports(sources: readonly SourceFile[]): string[] {
  const knownPaths = new Set(sources.map((source) => source.path));
  return sources.flatMap((source) =>
    source.imports
      .filter(({ specifier, target }) => specifier.startsWith('.') && !knownPaths.has(target))
      .map(({ specifier }) => `${source.path} imports ${specifier}`),
  );
}

/** Lists cycles of imports, types included, each as `a → b → a`. */
export function findImportCycles(sources: readonly SourceFile[]): string[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const finished = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, chain: readonly string[]): void => {
    const start = chain.indexOf(file);
    if (start !== -1) {
      cycles.push([...chain.slice(start), file].join(' → '));
      return;
    }
    if (finished.has(file)) return;
    for (const { target } of byPath.get(file)?.imports ?? []) visit(target, [...chain, file]);
    finished.add(file);
  };
  for (const source of sources) visit(source.path, []);
  return cycles;
}

/** Returns whether a path or package is this place or, for a folder or a package, in it. */
function isIn(target: string, place: string): boolean {
  if (place.endsWith('/') || place.endsWith(':')) return target.startsWith(place);
  return target === place || target.startsWith(`${place}/`);
}
