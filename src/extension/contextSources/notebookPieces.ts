import { commentOut } from '../../completion/text/comment.ts';
import type { ContextPiece } from '../../completion/context/contextPiece.ts';
import type { Focus } from './sources.ts';

const maxCells = 20;
/** Maximum length of a cell, counted from its end, in UTF-16 code units. */
const maxCell = 4000;

/** Returns the cells above the one with the cursor, the nearest first; text as comments. */
export function notebookPieces({ document, cellsAbove }: Focus): ContextPiece[] {
  return cellsAbove
    .map(({ isCode, text }, index): ContextPiece => {
      const end = text.slice(-maxCell);
      return {
        kind: 'cell',
        path: '',
        text: isCode ? end : commentOut(end, document.languageId),
        why: `Cell ${index + 1} of this notebook, above the cursor's.`,
      };
    })
    .filter(({ text }) => text.trim() !== '')
    .slice(-maxCells)
    .reverse();
}
