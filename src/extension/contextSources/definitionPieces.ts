import type { ContextPiece } from '../../completion/context/contextPiece.ts';
import { extractSignature } from '../../completion/context/signature.ts';
import { splitLines } from '../../completion/text/lines.ts';
import type { DeclaredName } from './definitions.ts';
import { isReadable, type SourceUri } from './sourceFilter.ts';
import type { Sources } from './sources.ts';

/** Maximum number of files that declarations are taken from. */
const maxFiles = 4;
/** Maximum length of a declaration, in UTF-16 code units. */
const maxSignatureLength = 1500;

/** Name in the file that declares it. */
interface DeclarationLine {
  readonly name: string;
  readonly line: number;
  readonly end: number | undefined;
}

/** Returns the signatures of names, one piece for each file that declares some of them. */
export async function gatherDefinitionPieces(
  names: readonly DeclaredName[],
  sources: Pick<Sources, 'mayContribute' | 'getPromptPath' | 'read'>,
): Promise<ContextPiece[]> {
  const pieces: ContextPiece[] = [];
  for (const { uri, declarationLines } of groupByFile(names)) {
    if (pieces.length === maxFiles) break;
    if (!(await sources.mayContribute(uri))) continue;
    const text = await sources.read(uri);
    if (text === undefined || !isReadable(text)) continue;
    const piece = createPiece(sources.getPromptPath(uri), text, declarationLines);
    if (piece !== undefined) pieces.push(piece);
  }
  return pieces;
}

function createPiece(
  path: string,
  text: string,
  declarationLines: readonly DeclarationLine[],
): ContextPiece | undefined {
  const lines = splitLines(text);
  const signatures = new Map<number, { readonly name: string; readonly text: string }>();
  for (const { name, line, end } of declarationLines) {
    // The file may have been edited since, so the line may contain other text.
    if (!(lines[line] ?? '').includes(name)) continue;
    const signature = extractSignature(lines, line, end);
    if (signature.length <= maxSignatureLength) signatures.set(line, { name, text: signature });
  }
  if (signatures.size === 0) return undefined;
  const sortedSignatures = [...signatures]
    .sort(([a], [b]) => a - b)
    .map(([, signature]) => signature);
  const names = sortedSignatures.map(({ name }) => name).join(', ');
  return {
    kind: 'definition',
    path,
    text: sortedSignatures.map((signature) => signature.text).join('\n'),
    reason: `Declares what is used here: ${names}.`,
  };
}

function groupByFile(
  names: readonly DeclaredName[],
): Iterable<{ readonly uri: SourceUri; readonly declarationLines: readonly DeclarationLine[] }> {
  const files = new Map<string, { uri: SourceUri; declarationLines: DeclarationLine[] }>();
  for (const { name, declarations } of names) {
    for (const { uri, line, end } of declarations) {
      const key = uri.toString();
      const file = files.get(key) ?? { uri, declarationLines: [] };
      files.set(key, file);
      file.declarationLines.push({ name, line, end });
    }
  }
  return files.values();
}
