import { createTextView, type TextView } from '../../src/completion/text/textView.ts';

/** Returns the view of a drawing with `║` at the cursor. */
export function createMarkedTextView(markedText: string): TextView {
  const offset = markedText.indexOf('║');
  if (offset < 0) throw new Error('The drawing has no cursor.');
  return createTextView(markedText.replace('║', ''), offset);
}
