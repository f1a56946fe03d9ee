/**
 * Rows of a report that can be selected: the engine, a server with llama.vscode's prompts (a row for
 * each order that the vocabulary knows), and a server with the best prompts for it.
 */
export const rowNames = ['tramontane', 'llama.vscode', 'best'] as const;

export type RowName = (typeof rowNames)[number];

/** Parses a list of rows, separated by commas. @returns undefined for an empty list or another name. */
export function parseRows(text: string): ReadonlySet<RowName> | undefined {
  const names = text.split(',').map((name) => name.trim());
  const rows = rowNames.filter((row) => names.includes(row));
  return new Set(names).size === rows.length ? new Set(rows) : undefined;
}
