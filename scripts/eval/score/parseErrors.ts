import { createRequire } from 'node:module';
import path from 'node:path';
import type * as TreeSitter from '@vscode/tree-sitter-wasm';
import type { CodeLanguage } from '../../engine/codeLanguage.ts';

const require = createRequire(import.meta.url);
const { Parser, Language } = require('@vscode/tree-sitter-wasm') as typeof TreeSitter;

/** Files of the grammars by language. */
const grammars: Readonly<Record<string, string>> = {
  javascript: 'javascript',
  javascriptreact: 'javascript',
  typescript: 'typescript',
  typescriptreact: 'tsx',
  python: 'python',
};

const parsers = new Map<string, Promise<TreeSitter.Parser>>();

/**
 * Counts the error nodes and missing nodes that tree-sitter finds. Returns null for languages without a
 * grammar here.
 */
export async function countParseErrors(code: string, { id }: CodeLanguage): Promise<number | null> {
  const grammar = grammars[id];
  if (grammar === undefined) return null;
  const parser = await getParser(grammar);
  const tree = parser.parse(code);
  if (tree === null) return null;
  try {
    return countErrors(tree.rootNode);
  } finally {
    tree.delete();
  }
}

function countErrors(node: TreeSitter.Node): number {
  if (!node.hasError) return 0;
  const ownErrors = node.isError || node.isMissing ? 1 : 0;
  return node.children.reduce((sum, child) => sum + (child ? countErrors(child) : 0), ownErrors);
}

function getParser(grammar: string): Promise<TreeSitter.Parser> {
  const cachedParser = parsers.get(grammar);
  if (cachedParser) return cachedParser;
  const newParser = makeParser(grammar);
  parsers.set(grammar, newParser);
  return newParser;
}

async function makeParser(grammar: string): Promise<TreeSitter.Parser> {
  await Parser.init();
  const folder = path.dirname(require.resolve('@vscode/tree-sitter-wasm'));
  const language = await Language.load(path.join(folder, `tree-sitter-${grammar}.wasm`));
  const parser = new Parser();
  parser.setLanguage(language);
  return parser;
}
