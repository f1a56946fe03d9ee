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
export function sourceText(seed: number, isEnough: (text: string) => boolean): string {
  let text = '';
  for (let number = seed; !isEnough(text); number++) text += functionOf(number);
  return text;
}

function functionOf(number: number): string {
  const name = (place: number): string => nameOf(number * 7 + place);
  return `/** Counts the ${word(number)}s of a ${word(number + 5)} that come before ${number}. */
export function ${name(1)}(${name(2)}: readonly string[], ${name(3)}: number): number {
  const ${name(4)} = new Map<string, number>();
  for (const [index, text] of ${name(2)}.entries()) {
    if (text.length > ${name(3)} * ${(number % 9) + 2}) continue;
    ${name(4)}.set(text.trim(), index + ${number});
  }
  return ${name(4)}.size - ${name(3)};
}

`;
}

function nameOf(number: number): string {
  const second = word(number >> 4);
  return `${word(number)}${second.slice(0, 1).toUpperCase()}${second.slice(1)}${number % 10}`;
}

function word(number: number): string {
  return words[number % words.length] ?? '';
}
