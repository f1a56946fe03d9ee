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
export async function parseErrors(code: string, { id }: CodeLanguage): Promise<number | null> {
  const grammar = grammars[id];
  if (grammar === undefined) return null;
  const parser = await parserFor(grammar);
  const tree = parser.parse(code);
  if (tree === null) return null;
  try {
    return errorsIn(tree.rootNode);
  } finally {
    tree.delete();
  }
}

function errorsIn(node: TreeSitter.Node): number {
  if (!node.hasError) return 0;
  const here = node.isError || node.isMissing ? 1 : 0;
  return node.children.reduce((sum, child) => sum + (child ? errorsIn(child) : 0), here);
}

function parserFor(grammar: string): Promise<TreeSitter.Parser> {
  const known = parsers.get(grammar);
  if (known) return known;
  const made = makeParser(grammar);
  parsers.set(grammar, made);
  return made;
}

async function makeParser(grammar: string): Promise<TreeSitter.Parser> {
  await Parser.init();
  const folder = path.dirname(require.resolve('@vscode/tree-sitter-wasm'));
  const language = await Language.load(path.join(folder, `tree-sitter-${grammar}.wasm`));
  const parser = new Parser();
  parser.setLanguage(language);
  return parser;
}
