/** Longest unit of a loop that is looked for, in UTF-16 code units. */
const maxUnitLength = 160;

/**
 * Finds out whether a text ends in a loop: one unit said over and over. Runs of one character
 * (rulers, rows of dots, indentation) and rows of numbers are no loops.
 *
 * @param times how often the unit must stand there, at least 2.
 * @param shortest unit to look for, in UTF-16 code units.
 * @returns the length of the text up to the end of the unit's first occurrence, or undefined.
 */
export function loopAtEnd(text: string, times: number, shortest: number): number | undefined {
  const longest = Math.min(maxUnitLength, Math.floor(text.length / times));
  for (let unit = shortest; unit <= longest; unit++) {
    if (repeats(text, unit, times) && saysSomething(text.slice(-unit), shortest)) {
      let start = text.length - unit * times;
      while (start >= unit && text.endsWith(text.slice(start - unit, start))) start -= unit;
      return start + unit;
    }
  }
  return undefined;
}

function saysSomething(unit: string, shortest: number): boolean {
  const [first = ''] = unit;
  const isWords = /\p{L}/u.test(unit);
  return isWords && unit.trim().length >= shortest && unit.replaceAll(first, '') !== '';
}

function repeats(text: string, unit: number, times: number): boolean {
  const start = text.length - unit * times;
  for (let index = text.length - 1; index >= start + unit; index--) {
    if (text[index] !== text[index - unit]) return false;
  }
  return true;
}

/** Equal lines one after another that are a loop: two of long lines, three of short ones. */
const longLine = 24;

/**
 * Whether the last complete lines of a text say the same. Lines of brackets alone are no
 * repetition, and neither are rows of numbers: tables have them.
 *
 * @returns the length of the text up to the end of the first of them, or undefined.
 */
export function repeatedLineAtEnd(text: string): number | undefined {
  const lines = text.split('\n').slice(-4, -1).reverse();
  const [last = '', before, beforeThat] = lines;
  if (last !== before || !/[A-Za-z_]/.test(last)) return undefined;
  const firstOf = (equal: number) => text.length - (equal - 1) * (last.length + 1) - 1;
  if (last.trim().length >= longLine) return firstOf(2);
  return last === beforeThat ? firstOf(3) : undefined;
}

/**
 * Finds the place from which a text repeats itself.
 *
 * @returns the length of the text that is kept, or undefined.
 */
export function repetitionAt(text: string): number | undefined {
  const firstLineEnd = repeatedLineAtEnd(text);
  if (firstLineEnd !== undefined) return firstLineEnd;
  const firstUnitEnd = loopAtEnd(text, 4, 3) ?? loopAtEnd(text, 3, 30);
  if (firstUnitEnd === undefined) return undefined;
  // A loop of lines is cut after its first turn; a line that runs in circles is worth nothing.
  const isLoopOfLines = text.slice(firstUnitEnd).includes('\n');
  return isLoopOfLines ? firstUnitEnd : Math.max(0, text.lastIndexOf('\n', firstUnitEnd - 1));
}
