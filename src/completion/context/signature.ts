import { countColumns, getIndentation, isBlank } from '../text/indentation.ts';

/** Maximum length of a signature, in lines. */
const maxLines = 24;

/** Pattern of a declaration whose members are part of its signature. */
const typeLike =
  /\b(?:class|enum|extension|impl|interface|message|module|namespace|object|protocol|record|service|struct|trait|type|union)\s+[\p{L}_$<]/u;
const functionLike = /\b(?:def|fn|fun|func|function|sub)\b/;

/** Comment line, which doesn't belong to the signature. */
const commentLine = /^\s*(?:\/\/|\/\*|\*|#(?!include|define|\[)|--|;|""")/;

/**
 * Returns the signature of a declaration: its head without the body; for a class or a similar
 * declaration also the heads of its members.
 *
 * @param lines lines of the whole file.
 * @param line line of the declared name, from 0.
 * @param end line after the last line of the declaration, where that is known.
 */
export function extractSignature(lines: readonly string[], line: number, end?: number): string {
  const depth = countIndentation(lines[line] ?? '');
  const head = findHeadEnd(lines, line);
  const declaration = lines.slice(line, head);
  const blockEnd = end ?? findIndentedBlockEnd(lines, head, depth);
  if (!hasMembers(declaration)) return removeBody(declaration).join('\n');
  const members = extractMembers(lines.slice(head, blockEnd), depth);
  if (members.length === 0) return removeBody(declaration).join('\n');
  const closer = findCloser(lines, head, depth);
  return [...declaration, ...members.slice(0, maxLines), ...closer].join('\n');
}

function hasMembers(head: readonly string[]): boolean {
  const code = removeStrings(head.join(' ')).split(/[({=:]/, 1)[0] ?? '';
  return typeLike.test(code) && !functionLike.test(code);
}

/** Returns the line after the one that closes the parameter list of the head. */
function findHeadEnd(lines: readonly string[], line: number): number {
  let open = 0;
  let at = line;
  do {
    const code = removeStrings(lines[at] ?? '');
    open += (code.match(/[([]/g)?.length ?? 0) - (code.match(/[)\]]/g)?.length ?? 0);
    at++;
  } while (open > 0 && at < lines.length && at - line < maxLines);
  return at;
}

/** Returns the line after the last line that is indented deeper than the declaration. */
function findIndentedBlockEnd(lines: readonly string[], from: number, depth: number): number {
  let at = from;
  while (
    at < lines.length &&
    (isBlank(lines[at] ?? '') || countIndentation(lines[at] ?? '') > depth)
  )
    at++;
  return at;
}

/** Returns the heads of the members one level within a declaration. */
function extractMembers(lines: readonly string[], depth: number): string[] {
  const first = lines.find((line) => !isBlank(line) && countIndentation(line) > depth);
  if (first === undefined) return [];
  const level = countIndentation(first);
  const members: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (isBlank(line) || countIndentation(line) !== level) continue;
    if (commentLine.test(line) || /^\s*[})\]]/.test(line)) continue;
    const end = Math.min(findHeadEnd(lines, at), lines.length);
    const isBlock = end < lines.length && countIndentation(lines[end] ?? '') > level;
    const head = lines.slice(at, end);
    members.push(...(isBlock || /\{\s*$/.test(head.at(-1) ?? '') ? removeBody(head) : head));
    at = end - 1;
  }
  return members;
}

/** Returns a head as it would appear in a header file or a stub. */
function removeBody(head: readonly string[]): string[] {
  const last = head.at(-1) ?? '';
  const isDefinition = /^\s*(?:async\s+)?(?:def|class)\b/.test(head[0] ?? '');
  if (isDefinition && /:\s*$/.test(last)) return [...head.slice(0, -1), `${last.trimEnd()} ...`];
  return [...head.slice(0, -1), last.replace(/\s*(?:=>\s*)?\{[^{}]*(?:\}\s*;?)?\s*$/, ';')];
}

/** Returns the line that closes a declaration, if a bracket closes it. */
function findCloser(lines: readonly string[], head: number, depth: number): string[] {
  const closer = lines[findIndentedBlockEnd(lines, head, depth)] ?? '';
  return countIndentation(closer) === depth && /^\s*\}/.test(closer) ? [closer] : [];
}

/** Returns code without its strings. */
function removeStrings(code: string): string {
  return code.replace(/'[^']*'|"[^"]*"/g, '');
}

function countIndentation(line: string): number {
  return countColumns(getIndentation(line));
}
