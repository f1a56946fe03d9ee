/** Pattern of text that editors insert after the cursor, to be typed over. */
const autoClosedPattern = /^[)\]}>"'`\s]*$/;

/**
 * Returns whether a text is empty or one that auto-closing and auto-indentation insert after the cursor.
 */
export function isOnlyClosers(text: string): boolean {
  return autoClosedPattern.test(text);
}

/** Returns whether all characters of `part` occur in `whole`, in their order. */
export function isSubsequence(part: string, whole: string): boolean {
  let found = 0;
  for (let index = 0; index < whole.length && found < part.length; index++) {
    if (whole[index] === part[found]) found++;
  }
  return found === part.length;
}
