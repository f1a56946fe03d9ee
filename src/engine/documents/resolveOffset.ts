import type { TextDocument } from 'vscode-languageserver-textdocument';

/**
 * Returns a position as an offset in UTF-16 code units; undefined when it is outside the document.
 * (`TextDocument.offsetAt` moves such a position to the nearest one that exists.)
 */
export function resolveOffset(
  document: TextDocument,
  position: { readonly line: number; readonly character: number },
): number | undefined {
  const { line, character } = position;
  if (!Number.isInteger(line) || !Number.isInteger(character) || line < 0 || character < 0) {
    return undefined;
  }
  const offset = document.offsetAt(position);
  const roundTrip = document.positionAt(offset);
  return roundTrip.line === line && roundTrip.character === character ? offset : undefined;
}
