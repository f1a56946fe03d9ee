/**
 * Returns the path of a read-only report. Its folder makes VS Code use the language
 * `tramontane-report` of the manifest: wrapped at the window's edge, without colours for brackets.
 * With a programming language, VS Code would report errors in it.
 *
 * @param name title of the tab.
 */
export function createReportPath(name: string): string {
  return `/tramontane-report/${name}`;
}
