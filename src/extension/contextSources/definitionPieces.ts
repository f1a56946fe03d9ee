import type { ContextPiece } from '../../completion/context/contextPiece.ts';
import { signatureAt } from '../../completion/context/signature.ts';
import { splitLines } from '../../completion/text/lines.ts';
import type { DeclaredName } from './definitions.ts';
import { isReadable, type SourceUri } from './sourceGate.ts';
import type { Sources } from './sources.ts';

/** Maximum number of files that declarations are taken from. */
const maxFiles = 4;
/** Maximum length of a declaration, in UTF-16 code units. */
const maxSignatureLength = 1500;

/** Name in the file that declares it. */
interface Found {
  readonly name: string;
  readonly line: number;
  readonly end: number | undefined;
}

/** Returns the signatures of names, one piece for each file that declares some of them. */
export async function definitionPieces(
  names: readonly DeclaredName[],
  sources: Pick<Sources, 'mayContribute' | 'pathOf' | 'read'>,
): Promise<ContextPiece[]> {
  const pieces: ContextPiece[] = [];
  for (const { uri, found } of byFile(names)) {
    if (pieces.length === maxFiles) break;
    if (!(await sources.mayContribute(uri))) continue;
    const text = await sources.read(uri);
    if (text === undefined || !isReadable(text)) continue;
    const piece = pieceOf(sources.pathOf(uri), text, found);
    if (piece !== undefined) pieces.push(piece);
  }
  return pieces;
}

function pieceOf(path: string, text: string, found: readonly Found[]): ContextPiece | undefined {
  const lines = splitLines(text);
  const signatures = new Map<number, { readonly name: string; readonly text: string }>();
  for (const { name, line, end } of found) {
    // The file may have been edited since, so the line may contain other text.
    if (!(lines[line] ?? '').includes(name)) continue;
    const signature = signatureAt(lines, line, end);
    if (signature.length <= maxSignatureLength) signatures.set(line, { name, text: signature });
  }
  if (signatures.size === 0) return undefined;
  const inOrder = [...signatures].sort(([a], [b]) => a - b).map(([, signature]) => signature);
  const names = inOrder.map(({ name }) => name).join(', ');
  return {
    kind: 'definition',
    path,
    text: inOrder.map((signature) => signature.text).join('\n'),
    why: `Declares what is used here: ${names}.`,
  };
}

function byFile(
  names: readonly DeclaredName[],
): Iterable<{ readonly uri: SourceUri; readonly found: readonly Found[] }> {
  const files = new Map<string, { uri: SourceUri; found: Found[] }>();
  for (const { name, declarations } of names) {
    for (const { uri, line, end } of declarations) {
      const key = uri.toString();
      const file = files.get(key) ?? { uri, found: [] };
      files.set(key, file);
      file.found.push({ name, line, end });
    }
  }
  return files.values();
}
