import type { TextDocument } from 'vscode-languageserver-textdocument';

/**
 * Returns a position as an offset in UTF-16 code units; undefined when it is outside the document.
 * (`TextDocument.offsetAt` moves such a position to the nearest one that exists.)
 */
export function offsetWithin(
  document: TextDocument,
  position: { readonly line: number; readonly character: number },
): number | undefined {
  const { line, character } = position;
  if (!Number.isInteger(line) || !Number.isInteger(character) || line < 0 || character < 0) {
    return undefined;
  }
  const offset = document.offsetAt(position);
  const back = document.positionAt(offset);
  return back.line === line && back.character === character ? offset : undefined;
}
