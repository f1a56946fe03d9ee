import { CursorPlace } from '../../src/completion/syntax/cursorPlace.ts';
import { viewOf } from './cursor.ts';

/** Returns the place of the cursor in a drawing, marked with `║`. */
export function placeOf(drawing: string, languageId = 'javascript'): CursorPlace {
  return new CursorPlace(viewOf(drawing), languageId);
}
