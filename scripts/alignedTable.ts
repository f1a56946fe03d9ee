/**
 * Formats rows of cells as lines of text, in columns two blanks apart.
 *
 * @param leftColumns number of columns at the beginning that are aligned left; the others are aligned right.
 */
export function formatAlignedTable(rows: readonly (readonly string[])[], leftColumns = 1): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const formatRow = (row: readonly string[]) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column < leftColumns ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd();
  return rows.map(formatRow).join('\n');
}
