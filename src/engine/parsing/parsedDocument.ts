import type * as TreeSitter from '@vscode/tree-sitter-wasm';
import type { TextView } from '../../completion/text/textView.ts';
import type { CursorNode, SyntaxTree } from '../../completion/syntax/syntaxTree.ts';

/** Maximum distance from the cursor to which a document is parsed, in UTF-16 code units. */
const maxParsedUnits = 20_000;

/** Nodes that hold statements, members or entries. */
const blockPattern =
  /^(?:.*block|.*_body|declaration_list|compound_statement|object|dictionary|field_declaration_list|enumerator_list|do_group)$/;
const callPattern = /^(?:arguments|argument_list)$/;

/**
 * Parsed document around a cursor: once as it is, and once for each text that may be inserted
 * there. Unchanged parts aren't parsed again. The document is cut at line starts, the same way each
 * time.
 */
export class ParsedDocument implements SyntaxTree, Disposable {
  readonly #parser: TreeSitter.Parser;
  readonly #before: string;
  readonly #after: string;
  readonly #cursor: TreeSitter.Point;
  readonly #tree: TreeSitter.Tree | undefined;
  /** Tree of the text before the cursor alone; parsed on first use. */
  #treeBefore: TreeSitter.Tree | undefined;
  /** Numbers of errors by text, cached because several filters need them. */
  readonly #errorCounts = new Map<string, number>();
  readonly cursorNode: CursorNode;

  constructor(parser: TreeSitter.Parser, { prefix, suffix }: TextView) {
    this.#parser = parser;
    this.#before = prefix.length > maxParsedUnits ? prefix.slice(findLineStart(prefix)) : prefix;
    const end =
      suffix.length > maxParsedUnits ? suffix.lastIndexOf('\n', maxParsedUnits) + 1 : suffix.length;
    this.#after = suffix.slice(0, end);
    this.#cursor = computeEndPoint(this.#before);
    this.#tree = parser.parse(`${this.#before}${this.#after}`) ?? undefined;
    this.cursorNode = this.#tree ? this.#findCursorNode(this.#tree.rootNode) : 'other';
  }

  countErrors(text: string, replaces: number): number {
    const key = `${replaces} ${text}`;
    const cachedCount = this.#errorCounts.get(key);
    if (cachedCount !== undefined) return cachedCount;
    const errors = this.#tree ? this.#parseWith(this.#tree, text, replaces, countErrorNodes) : 0;
    this.#errorCounts.set(key, errors);
    return errors;
  }

  findBlockEnd(text: string): number | undefined {
    this.#treeBefore ??= this.#parser.parse(this.#before) ?? undefined;
    if (this.#treeBefore === undefined) return undefined;
    const end = this.#parseWith(this.#treeBefore, text, 0, (root) => this.#findStatementEnd(root));
    return end !== undefined && end < text.trimEnd().length ? end : undefined;
  }

  [Symbol.dispose](): void {
    this.#tree?.delete();
    this.#treeBefore?.delete();
  }

  /** Parses the document with a text at the cursor, starting from a tree without it. */
  #parseWith<Result>(
    tree: TreeSitter.Tree,
    text: string,
    replaces: number,
    read: (root: TreeSitter.Node) => Result,
  ): Result {
    const start = this.#before.length;
    const textAfter = tree === this.#treeBefore ? '' : this.#after.slice(replaces);
    const editedTree = tree.copy();
    editedTree.edit({
      startIndex: start,
      oldEndIndex: start + replaces,
      newEndIndex: start + text.length,
      startPosition: this.#cursor,
      oldEndPosition: { row: this.#cursor.row, column: this.#cursor.column + replaces },
      newEndPosition: computeEndPoint(text, this.#cursor),
    });
    const newTree = this.#parser.parse(`${this.#before}${text}${textAfter}`, editedTree);
    editedTree.delete();
    try {
      return read((newTree ?? tree).rootNode);
    } finally {
      newTree?.delete();
    }
  }

  #findCursorNode(root: TreeSitter.Node): CursorNode {
    const cursor = this.#before.length;
    for (let node = findNode(root, cursor); node; node = node.parent) {
      const { type, startIndex, endIndex } = node;
      if (startIndex >= cursor) continue;
      // A line comment continues at its end; a block comment doesn't.
      const isOpen = endIndex > cursor || !this.#before.endsWith('*/');
      if (type.includes('comment') && isOpen) return 'comment';
      if (endIndex <= cursor) continue;
      if (/substitution|interpolation/.test(type)) return 'other';
      if (type.includes('string') && node.isNamed) return 'string';
      if (callPattern.test(type)) return 'arguments';
      if (blockPattern.test(type)) return node.namedChildCount === 0 ? 'emptyBlock' : 'other';
    }
    return 'other';
  }

  /**
   * Returns the end of the statement whose block is the innermost opened before the cursor, as an
   * offset from the cursor.
   */
  #findStatementEnd(root: TreeSitter.Node): number | undefined {
    const cursor = this.#before.length;
    let node: TreeSitter.Node | null = findNode(root, cursor);
    while (
      node &&
      !(node.startIndex < cursor && node.endIndex > cursor && blockPattern.test(node.type))
    ) {
      node = node.parent;
    }
    while (node?.parent?.parent && !node.hasError && !blockPattern.test(node.parent.type)) {
      node = node.parent;
    }
    return node === null || node.hasError ? undefined : node.endIndex - cursor;
  }
}

/** Returns the innermost node at an offset, preferring nodes that begin before it. */
function findNode(root: TreeSitter.Node, index: number): TreeSitter.Node | null {
  return root.descendantForIndex(Math.max(0, index - 1), index);
}

function countErrorNodes(root: TreeSitter.Node): number {
  if (!root.hasError) return 0;
  const cursor = root.walk();
  let errors = 0;
  let isDone = false;
  while (!isDone) {
    const node = cursor.currentNode;
    if (node.isError || node.isMissing) errors++;
    if (node.hasError && cursor.gotoFirstChild()) continue;
    while (!cursor.gotoNextSibling()) {
      isDone = !cursor.gotoParent();
      if (isDone) break;
    }
  }
  cursor.delete();
  return errors;
}

function findLineStart(text: string): number {
  return text.indexOf('\n', text.length - maxParsedUnits) + 1;
}

/** Returns the point where a text ends that begins at another point. */
function computeEndPoint(
  text: string,
  from: TreeSitter.Point = { row: 0, column: 0 },
): TreeSitter.Point {
  const lastBreak = text.lastIndexOf('\n');
  if (lastBreak < 0) return { row: from.row, column: from.column + text.length };
  const row = from.row + text.split('\n').length - 1;
  return { row, column: text.length - lastBreak - 1 };
}
