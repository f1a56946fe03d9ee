/** Groups of languages (VS Code's identifiers) whose files are useful context for each other. */
const families: readonly (readonly string[])[] = [
  ['javascript', 'javascriptreact', 'typescript', 'typescriptreact', 'vue', 'svelte', 'astro'],
  ['c', 'cpp', 'cuda-cpp', 'objective-c', 'objective-cpp'],
  ['java', 'kotlin', 'groovy', 'scala'],
  ['css', 'scss', 'less', 'sass'],
  ['json', 'jsonc', 'json5'],
];

/** Returns whether files of one language are useful context for the other. */
export function isSameLanguageFamily(a: string, b: string): boolean {
  return a === b || families.some((family) => family.includes(a) && family.includes(b));
}
