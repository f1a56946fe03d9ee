import { viewAt, type TextView } from '../../src/completion/text/textView.ts';

/** Returns the view of a drawing with `║` at the cursor. */
export function viewOf(drawing: string): TextView {
  const offset = drawing.indexOf('║');
  if (offset < 0) throw new Error('The drawing has no cursor.');
  return viewAt(drawing.replace('║', ''), offset);
}
