import ts from 'typescript';

/** Function that instrumented sources call on entry, as a property of `globalThis`. */
export const recorderName = '__recordEntry';

/** A named function that a keystroke entered. */
export interface Entry {
  /** Source, relative to the repository. */
  readonly file: string;
  readonly name: string;
}

/**
 * Inserts a call of the recorder at the beginning of each named function of a source: declarations,
 * methods, accessors, constructors, and functions that are the value of a constant or a property.
 *
 * @param file path of the source that is recorded with each entry.
 */
export function instrument(file: string, text: string): string {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  const insertions: { readonly at: number; readonly text: string }[] = [];
  const visit = (node: ts.Node): void => {
    const name = ts.isFunctionLike(node) ? findName(node) : undefined;
    const body = ts.isFunctionLike(node) && 'body' in node ? node.body : undefined;
    if (name !== undefined && body !== undefined) {
      const call = `globalThis.${recorderName}?.(${JSON.stringify(file)}, ${JSON.stringify(name)})`;
      if (ts.isBlock(body)) insertions.push({ at: body.getStart(source) + 1, text: `${call};` });
      else {
        insertions.push({ at: body.getStart(source), text: `(${call}, ` });
        insertions.push({ at: body.getEnd(), text: ')' });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  let result = text;
  for (const { at, text: inserted } of insertions.toSorted((one, other) => other.at - one.at))
    result = result.slice(0, at) + inserted + result.slice(at);
  return result;
}

/** Returns the name of a function; undefined for a callback without one. */
function findName(node: ts.SignatureDeclaration): string | undefined {
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  if (node.name !== undefined) return node.name.getText();
  const { parent } = node;
  const isValue = ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent);
  return isValue || ts.isPropertyAssignment(parent) ? parent.name.getText() : undefined;
}
