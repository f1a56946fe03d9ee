/** Maximum length of the unit of a loop, in UTF-16 code units. */
const maxUnitLength = 160;

/**
 * Finds a loop at the end of a text: one unit repeated several times in a row. Runs of one
 * character (rulers, rows of dots, indentation) and rows of numbers are no loops.
 *
 * @param times required number of consecutive occurrences of the unit, at least 2.
 * @param minLength minimum length of the unit, in UTF-16 code units.
 * @returns the length of the text up to the end of the unit's first occurrence, or undefined.
 */
export function findTrailingLoop(
  text: string,
  times: number,
  minLength: number,
): number | undefined {
  const maxLength = Math.min(maxUnitLength, Math.floor(text.length / times));
  for (let unit = minLength; unit <= maxLength; unit++) {
    if (repeats(text, unit, times) && isMeaningful(text.slice(-unit), minLength)) {
      let start = text.length - unit * times;
      while (start >= unit && text.endsWith(text.slice(start - unit, start))) start -= unit;
      return start + unit;
    }
  }
  return undefined;
}

function isMeaningful(unit: string, minLength: number): boolean {
  const [first = ''] = unit;
  const isWords = /\p{L}/u.test(unit);
  return isWords && unit.trim().length >= minLength && unit.replaceAll(first, '') !== '';
}

function repeats(text: string, unit: number, times: number): boolean {
  const start = text.length - unit * times;
  for (let index = text.length - 1; index >= start + unit; index--) {
    if (text[index] !== text[index - unit]) return false;
  }
  return true;
}

/**
 * Minimum length of a long line, in UTF-16 code units. Two equal long lines in a row are a loop; of
 * shorter lines, three.
 */
const minLongLineLength = 24;

/**
 * Finds equal complete lines at the end of a text. Lines of brackets alone are no repetition, and
 * neither are rows of numbers, which are common in tables.
 *
 * @returns the length of the text up to the end of the first of them, or undefined.
 */
export function findTrailingRepeatedLine(text: string): number | undefined {
  const lines = text.split('\n').slice(-4, -1).reverse();
  const [last = '', before, beforeThat] = lines;
  if (last !== before || !/[A-Za-z_]/.test(last)) return undefined;
  const computeFirstEnd = (equal: number) => text.length - (equal - 1) * (last.length + 1) - 1;
  if (last.trim().length >= minLongLineLength) return computeFirstEnd(2);
  return last === beforeThat ? computeFirstEnd(3) : undefined;
}

/**
 * Finds the position from which a text repeats itself.
 *
 * @returns the length of the text that is kept, or undefined.
 */
export function findRepetition(text: string): number | undefined {
  const firstLineEnd = findTrailingRepeatedLine(text);
  if (firstLineEnd !== undefined) return firstLineEnd;
  const firstUnitEnd = findTrailingLoop(text, 4, 3) ?? findTrailingLoop(text, 3, 30);
  if (firstUnitEnd === undefined) return undefined;
  // A loop of lines is cut after its first unit; a line that loops within itself is dropped completely.
  const isLoopOfLines = text.slice(firstUnitEnd).includes('\n');
  return isLoopOfLines ? firstUnitEnd : Math.max(0, text.lastIndexOf('\n', firstUnitEnd - 1));
}
