import fc from 'fast-check';
import type { PartialToken } from '../../../src/completion/healing/partialToken.ts';
import {
  countTokensOfKind,
  type WindowFormat,
  type WindowLayout,
} from '../../../src/completion/window/windowLayout.ts';
import { createWindowView, type WindowView } from '../../../src/completion/window/windowView.ts';
import { suffixThenMiddle, suffixThenPrefix, createWordFormat } from '../../support/wordFormat.ts';

/** Returns no partial token, as in a vocabulary without longer words; blanks are healed anyway. */
export const findNoPartialToken = (): PartialToken => ({ tokens: 0, text: '' });

/** Returns the last word as a partial token. */
export function takeLastWord(text: string): PartialToken {
  const word = /\S+$/.exec(text)?.[0] ?? '';
  return { tokens: word === '' ? 0 : 1, text: word };
}

/** Returns the view of a drawing with `║` at the cursor. */
export function createMarkedView(
  markedText: string,
  options: Parameters<typeof createWindowView>[2] = {},
): WindowView {
  const cursor = markedText.indexOf('║');
  return createWindowView(markedText.replace('║', ''), cursor, options);
}

/** Context from another file. */
export const context = { text: '// other\n', pieces: [] };

export function countPrefixTokens(layout: WindowLayout): number {
  return countTokensOfKind(layout, 'prefix');
}

const words = ['a', 'bb', ' ', '\n', 'word'] as const;

export const anyDocument = fc
  .tuple(
    fc.array(fc.constantFrom(...words), { maxLength: 300 }),
    fc.array(fc.constantFrom(...words), { maxLength: 60 }),
  )
  .map(([before, after]) =>
    createWindowView(before.join('') + after.join(''), before.join('').length),
  );

const anyPartialToken = fc.constantFrom(undefined, findNoPartialToken, takeLastWord);

export const anyInfillFormat: fc.Arbitrary<WindowFormat> = fc
  .record({
    infill: fc.constantFrom(suffixThenPrefix, suffixThenMiddle),
    findPartialToken: anyPartialToken,
  })
  .map((parts) => createWordFormat(parts));

export const anyFormat: fc.Arbitrary<WindowFormat> = fc
  .record({
    infill: fc.constantFrom(suffixThenPrefix, suffixThenMiddle, undefined),
    findPartialToken: anyPartialToken,
  })
  .map((parts) => createWordFormat(parts));
