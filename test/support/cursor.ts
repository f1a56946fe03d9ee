import { viewAt, type TextView } from '../../src/completion/document/textView.ts';

/** A document drawn with `║` where the cursor is. */
export function viewOf(drawing: string): TextView {
  const offset = drawing.indexOf('║');
  if (offset < 0) throw new Error('The drawing has no cursor.');
  return viewAt(drawing.replace('║', ''), offset);
}
