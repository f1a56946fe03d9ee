const openers = '([{';
const closers = ')]}';
const quotes = `'"\``;

/** How the brackets of a piece of code stand. Brackets in strings don't count. */
export interface BracketBalance {
  /** Brackets that are opened and not closed. */
  readonly unclosed: number;
  /** Where the first bracket is closed that was not opened in the piece; undefined for none. */
  readonly firstStrayCloser: number | undefined;
}

/** Counts brackets without knowing the language: what quotes enclose on a line is a string. */
export function balanceOf(code: string): BracketBalance {
  let unclosed = 0;
  let firstStrayCloser: number | undefined;
  let quote = '';
  for (let index = 0; index < code.length; index++) {
    const character = code.charAt(index);
    if (character === '\\') index++;
    else if (quote !== '') quote = endsString(character, quote) ? '' : quote;
    else if (quotes.includes(character)) quote = character;
    else if (openers.includes(character)) unclosed++;
    else if (closers.includes(character)) {
      if (unclosed > 0) unclosed--;
      else firstStrayCloser ??= index;
    }
  }
  return { unclosed, firstStrayCloser };
}

/** An apostrophe in prose opens no string that would reach beyond its line. */
function endsString(character: string, quote: string): boolean {
  return character === quote || (character === '\n' && quote !== '`');
}
