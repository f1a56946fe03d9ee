/** Returns the length of the common prefix of two sequences, in tokens or UTF-16 code units. */
export function countCommonPrefix<Unit>(one: ArrayLike<Unit>, other: ArrayLike<Unit>): number {
  const maxLength = Math.min(one.length, other.length);
  let length = 0;
  while (length < maxLength && one[length] === other[length]) length++;
  return length;
}
