/** What editors put behind the cursor by themselves, to be typed over. */
const onlyClosers = /^[)\]}>"'`\s]*$/;

/** Whether a text is what auto-closing and auto-indentation leave behind the cursor, or nothing. */
export function isOnlyClosers(text: string): boolean {
  return onlyClosers.test(text);
}

/** Whether all of `part` occurs in `whole`, in its order. */
export function isSubsequence(part: string, whole: string): boolean {
  let found = 0;
  for (let index = 0; index < whole.length && found < part.length; index++) {
    if (whole[index] === part[found]) found++;
  }
  return found === part.length;
}
