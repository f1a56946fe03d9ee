/** Words that names are made of. */
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
 * Functions that look like a person's TypeScript and differ from each other, so that nothing of
 * one place in a file stands at another.
 *
 * @param seed where the numbering starts; texts of different seeds have no function in common.
 * @param isEnough is told the text so far after each function.
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
