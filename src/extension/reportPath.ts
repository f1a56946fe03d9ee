/**
 * The path of a document that only tells something. By its folder VS Code takes it for the language
 * `tramontane-report` of the manifest: wrapped at the window's edge, without colours for brackets.
 * A language of code would have its errors reported.
 *
 * @param name what the tab says.
 */
export function reportPath(name: string): string {
  return `/tramontane-report/${name}`;
}
