/** Formats a count with its noun, whose plural must end in s: `1 token`, `12 tokens`. */
export function pluralize(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
