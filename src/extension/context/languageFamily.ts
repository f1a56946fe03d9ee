/** Languages (VS Code's identifiers) that are enough alike to learn from each other. */
const families: readonly (readonly string[])[] = [
  ['javascript', 'javascriptreact', 'typescript', 'typescriptreact', 'vue', 'svelte', 'astro'],
  ['c', 'cpp', 'cuda-cpp', 'objective-c', 'objective-cpp'],
  ['java', 'kotlin', 'groovy', 'scala'],
  ['css', 'scss', 'less', 'sass'],
  ['json', 'jsonc', 'json5'],
];

/** Whether what is written in one language helps with the other. */
export function areAlike(a: string, b: string): boolean {
  return a === b || families.some((family) => family.includes(a) && family.includes(b));
}
