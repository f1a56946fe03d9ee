/** Longest unit of a loop that is looked for, in UTF-16 code units. */
const longestUnit = 160;

/**
 * Finds out whether a text ends in a loop: one unit said over and over. Runs of one character
 * (rulers, rows of dots, indentation) are no loops.
 *
 * @param times how often the unit must stand there, at least 2.
 * @param shortest unit to look for, in UTF-16 code units.
 * @returns the length of the text up to the end of the unit's first occurrence, or undefined.
 */
export function loopAtEnd(text: string, times: number, shortest: number): number | undefined {
  const longest = Math.min(longestUnit, Math.floor(text.length / times));
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
  return unit.trim().length >= shortest && unit.replaceAll(first, '') !== '';
}

function repeats(text: string, unit: number, times: number): boolean {
  const start = text.length - unit * times;
  for (let index = text.length - 1; index >= start + unit; index--) {
    if (text[index] !== text[index - unit]) return false;
  }
  return true;
}

/**
 * Whether the last complete line of a text says what the line before it said. Lines of brackets
 * alone are no repetition.
 *
 * @returns the length of the text without the repeated line, or undefined.
 */
export function repeatedLineAtEnd(text: string): number | undefined {
  const lines = text.split('\n');
  const last = lines.at(-2);
  const before = lines.at(-3);
  if (last === undefined || last !== before || !/\w/.test(last)) return undefined;
  return text.length - last.length - 2;
}
