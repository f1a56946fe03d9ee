import { CursorPlace } from '../../src/completion/syntax/cursorPlace.ts';
import { createMarkedTextView } from './cursor.ts';

/** Returns the place of the cursor in a drawing, marked with `║`. */
export function createCursorPlace(markedText: string, languageId = 'javascript'): CursorPlace {
  return new CursorPlace(createMarkedTextView(markedText), languageId);
}
