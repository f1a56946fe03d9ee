import fc from 'fast-check';
import type { TornEnd } from '../../../src/completion/healing/tornEnd.ts';
import {
  tokensOfKind,
  type WindowFormat,
  type WindowLayout,
} from '../../../src/completion/window/windowLayout.ts';
import { windowView, type WindowView } from '../../../src/completion/window/windowView.ts';
import { suffixThenMiddle, suffixThenPrefix, wordFormat } from '../../support/wordFormat.ts';

/** Returns no partial token, as in a vocabulary without longer words; blanks are healed anyway. */
export const untorn = (): TornEnd => ({ tokens: 0, text: '' });

/** Returns the last word as a partial token. */
export function lastWord(text: string): TornEnd {
  const word = /\S+$/.exec(text)?.[0] ?? '';
  return { tokens: word === '' ? 0 : 1, text: word };
}

/** Returns the view of a drawing with `║` at the cursor. */
export function viewOf(
  drawing: string,
  besides: Parameters<typeof windowView>[2] = {},
): WindowView {
  const cursor = drawing.indexOf('║');
  return windowView(drawing.replace('║', ''), cursor, besides);
}

/** Context from another file. */
export const context = { text: '// other\n', pieces: [] };

export function prefixTokens(layout: WindowLayout): number {
  return tokensOfKind(layout, 'prefix');
}

const words = ['a', 'bb', ' ', '\n', 'word'] as const;

export const anyDocument = fc
  .tuple(
    fc.array(fc.constantFrom(...words), { maxLength: 300 }),
    fc.array(fc.constantFrom(...words), { maxLength: 60 }),
  )
  .map(([before, after]) => windowView(before.join('') + after.join(''), before.join('').length));

const anyTornEnd = fc.constantFrom(undefined, untorn, lastWord);

export const anyInfillFormat: fc.Arbitrary<WindowFormat> = fc
  .record({ infill: fc.constantFrom(suffixThenPrefix, suffixThenMiddle), tornEnd: anyTornEnd })
  .map((parts) => wordFormat(parts));

export const anyFormat: fc.Arbitrary<WindowFormat> = fc
  .record({
    infill: fc.constantFrom(suffixThenPrefix, suffixThenMiddle, undefined),
    tornEnd: anyTornEnd,
  })
  .map((parts) => wordFormat(parts));
