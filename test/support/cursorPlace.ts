import { CursorPlace } from '../../src/completion/syntax/cursorPlace.ts';
import { viewOf } from './cursor.ts';

/** A cursor in a drawing with `║` where it is. */
export function placeOf(drawing: string, languageId = 'javascript'): CursorPlace {
  return new CursorPlace(viewOf(drawing), languageId);
}
