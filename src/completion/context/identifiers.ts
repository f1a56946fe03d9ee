/** Occurrence of a name in a text. */
export interface IdentifierOccurrence {
  readonly name: string;
  /** Start of the name, in UTF-16 code units. */
  readonly offset: number;
}

/** Maximum distance from the cursor at which a name counts as used there, in lines. */
const nearLines = 25;
/** Length of the beginning of a file that is searched for imports, in UTF-16 code units. */
const importScanLength = 20_000;

/** Keywords of import statements, which are not imported names. */
const importWords = new Set([
  ...['as', 'crate', 'default', 'export', 'extern', 'from', 'function', 'import', 'include'],
  ...['package', 'pub', 'require', 'self', 'static', 'super', 'type', 'typeof', 'use', 'using'],
  ...['const', 'let', 'var', 'mod', 'pragma', 'once', 'defined'],
]);

/** Words before a bracket that are not calls. */
const callWords = new Set([
  ...['assert', 'await', 'catch', 'def', 'defer', 'delete', 'do', 'elif', 'else', 'except', 'fn'],
  ...['for', 'foreach', 'func', 'fun', 'function', 'go', 'if', 'in', 'lambda', 'match', 'new'],
  ...['not', 'print', 'return', 'self', 'sizeof', 'super', 'switch', 'this', 'throw', 'typeof'],
  ...['unless', 'until', 'using', 'when', 'while', 'with', 'yield', 'and', 'or'],
]);

const importStart =
  /^[ \t]*(?:import\b|from[ \t]+\S+[ \t]+import\b|(?:pub[ \t]+)?use[ \t]|using[ \t]|(?:const|let|var)[ \t][^=\n]*=[ \t]*require\(|export[ \t][^\n]*[ \t]from\b)/;

/** Returns the distinct names and words of a text. */
export function extractIdentifiers(text: string): Set<string> {
  return new Set(findOccurrences(text).map(({ name }) => name));
}

/**
 * Returns the names whose declarations a completion most likely needs: imported names used near the
 * cursor, names called there, and the other imported names; in this order, the nearest first.
 *
 * @param cursor in UTF-16 code units.
 * @param limit maximum number of names.
 */
export function findLookupNames(
  text: string,
  cursor: number,
  limit: number,
): IdentifierOccurrence[] {
  const imports = findImportedNames(text);
  const names = new Set(imports.map(({ name }) => name));
  const occurrences = findNearbyOccurrences(text, cursor);
  const usages = occurrences.filter(({ name }) => names.has(name));
  const calls = occurrences.filter(
    ({ name, offset }) =>
      !names.has(name) &&
      !callWords.has(name) &&
      text.startsWith('(', offset + name.length) &&
      !isDeclared(text, offset),
  );
  const found = new Map<string, IdentifierOccurrence>();
  for (const occurrence of [...usages, ...calls, ...imports]) {
    if (found.size >= limit) break;
    if (!found.has(occurrence.name)) found.set(occurrence.name, occurrence);
  }
  return [...found.values()];
}

/** Returns the names in the import statements at the beginning of a file, in their order. */
export function findImportedNames(text: string): IdentifierOccurrence[] {
  const head = text.slice(0, importScanLength);
  const names = new Map<string, IdentifierOccurrence>();
  let offset = 0;
  let open = 0;
  for (const line of head.split('\n')) {
    if (open > 0 || importStart.test(line)) {
      const code = blankOutStrings(line);
      open = Math.max(0, open + countOpenedBrackets(code));
      for (const { name, offset: at } of findOccurrences(code)) {
        if (!importWords.has(name)) names.set(name, { name, offset: offset + at });
      }
    }
    offset += line.length + 1;
  }
  return [...names.values()];
}

function findOccurrences(text: string): IdentifierOccurrence[] {
  return [...text.matchAll(/[\p{L}_$][\p{L}\p{N}_$]+/gu)].map(({ 0: name, index: offset }) => ({
    name,
    offset,
  }));
}

/** Returns the names near the cursor, the nearest first. */
function findNearbyOccurrences(text: string, cursor: number): IdentifierOccurrence[] {
  let start = cursor;
  let end = cursor;
  for (let line = 0; line < nearLines && start > 0; line++) {
    start = text.lastIndexOf('\n', start - 1);
    if (start < 0) start = 0;
  }
  for (let line = 0; line < nearLines && end < text.length; line++) {
    end = text.indexOf('\n', end + 1);
    if (end < 0) end = text.length;
  }
  const imports = text.slice(0, start).length;
  return findOccurrences(text.slice(start, end))
    .map(({ name, offset }) => ({ name, offset: offset + imports }))
    .sort((a, b) => Math.abs(a.offset - cursor) - Math.abs(b.offset - cursor));
}

/** Returns whether the name at this position is being declared. */
function isDeclared(text: string, offset: number): boolean {
  return /\b(?:function|def|fn|func|fun|sub)\s+$/.test(
    text.slice(Math.max(0, offset - 20), offset),
  );
}

/** Returns a line with its strings blanked out and without its comment. */
function blankOutStrings(line: string): string {
  return line
    .replace(/'[^']*'|"[^"]*"|`[^`]*`/g, (text) => ' '.repeat(text.length))
    .replace(/\/\/.*|#.*/, '');
}

function countOpenedBrackets(code: string): number {
  return (code.match(/[({]/g)?.length ?? 0) - (code.match(/[)}]/g)?.length ?? 0);
}
