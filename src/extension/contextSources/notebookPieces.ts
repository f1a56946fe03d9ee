import { commentOut } from '../../completion/text/comment.ts';
import type { ContextPiece } from '../../completion/context/contextPiece.ts';
import type { CursorLocation } from './sources.ts';

const maxCells = 20;
/** Maximum length of a cell, counted from its end, in UTF-16 code units. */
const maxCellLength = 4000;

/** Returns the cells above the one with the cursor, the nearest first; text as comments. */
export function gatherNotebookPieces({ document, cellsAbove }: CursorLocation): ContextPiece[] {
  return cellsAbove
    .map(({ isCode, text }, index): ContextPiece => {
      const end = text.slice(-maxCellLength);
      return {
        kind: 'cell',
        path: '',
        text: isCode ? end : commentOut(end, document.languageId),
        reason: `Cell ${index + 1} of this notebook, above the cursor's.`,
      };
    })
    .filter(({ text }) => text.trim() !== '')
    .slice(-maxCells)
    .reverse();
}
