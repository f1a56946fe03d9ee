/**
 * Returns the similarity of two texts from 0 to 1: one minus Levenshtein's distance divided by the longer
 * text's length, in UTF-16 code units. The similarity of two empty texts is 1.
 */
export function computeEditSimilarity(one: string, other: string): number {
  const longer = Math.max(one.length, other.length);
  return longer === 0 ? 1 : 1 - computeEditDistance(one, other) / longer;
}

/** Computes Levenshtein's distance, row by row of the usual table. */
export function computeEditDistance(one: string, other: string): number {
  const row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let line = 1; line <= one.length; line++) {
    let diagonal = line - 1;
    row[0] = line;
    for (let column = 1; column <= other.length; column++) {
      const above = row[column] ?? 0;
      const substitutionCost = diagonal + (one[line - 1] === other[column - 1] ? 0 : 1);
      row[column] = Math.min(substitutionCost, above + 1, (row[column - 1] ?? 0) + 1);
      diagonal = above;
    }
  }
  return row[other.length] ?? 0;
}
