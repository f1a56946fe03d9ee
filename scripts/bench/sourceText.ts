/** Parts of the generated names. */
const words = [
  'header',
  'entry',
  'window',
  'token',
  'cursor',
  'range',
  'buffer',
  'reader',
  'cache',
  'model',
  'prompt',
  'suffix',
  'prefix',
  'length',
  'index',
  'result',
] as const;

/**
 * Generates TypeScript functions that differ from each other, so that no passage of a file occurs at
 * another place in it.
 *
 * @param seed first number of the functions; texts of different seeds have no function in common.
 * @param isEnough receives the text so far after each function, and returns true to end it.
 */
export function generateSourceText(seed: number, isEnough: (text: string) => boolean): string {
  let text = '';
  for (let number = seed; !isEnough(text); number++) text += generateFunction(number);
  return text;
}

function generateFunction(number: number): string {
  const getName = (position: number): string => generateName(number * 7 + position);
  return `/** Counts the ${getWord(number)}s of a ${getWord(number + 5)} that come before ${number}. */
export function ${getName(1)}(${getName(2)}: readonly string[], ${getName(3)}: number): number {
  const ${getName(4)} = new Map<string, number>();
  for (const [index, text] of ${getName(2)}.entries()) {
    if (text.length > ${getName(3)} * ${(number % 9) + 2}) continue;
    ${getName(4)}.set(text.trim(), index + ${number});
  }
  return ${getName(4)}.size - ${getName(3)};
}

`;
}

function generateName(number: number): string {
  const second = getWord(number >> 4);
  return `${getWord(number)}${second.slice(0, 1).toUpperCase()}${second.slice(1)}${number % 10}`;
}

function getWord(number: number): string {
  return words[number % words.length] ?? '';
}
