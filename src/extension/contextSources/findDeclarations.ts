import * as vscode from 'vscode';
import { findOpenDocument } from './findOpenDocument.ts';
import type { Declaration, SourceDocument } from './sources.ts';

/** Maximum number of declarations of one name: overloads, or the parts of a declaration. */
const maxDeclarations = 2;

/** Returns the declarations of the name at an offset, from VS Code's definition providers. */
export async function findDeclarations(
  { uri }: SourceDocument,
  offset: number,
): Promise<Declaration[]> {
  const document = findOpenDocument(uri.toString());
  if (document === undefined) return [];
  const locations = await vscode.commands.executeCommand<
    readonly (vscode.Location | vscode.LocationLink)[] | undefined
  >('vscode.executeDefinitionProvider', document.uri, document.positionAt(offset));
  const declarations: Declaration[] = [];
  for (const each of (locations ?? []).slice(0, maxDeclarations)) {
    declarations.push('targetUri' in each ? convertLink(each) : await convertLocation(each));
  }
  return declarations;
}

function convertLink({
  targetUri,
  targetRange,
  targetSelectionRange,
}: vscode.LocationLink): Declaration {
  const name = targetSelectionRange ?? targetRange;
  const isWhole = !targetRange.isEqual(name);
  const end = isWhole ? targetRange.end.line + 1 : undefined;
  return { uri: targetUri, line: name.start.line, end };
}

/** Returns a declaration, with its end from the symbols of an open file. Opens no other files. */
async function convertLocation({ uri, range }: vscode.Location): Promise<Declaration> {
  const { line } = range.start;
  if (findOpenDocument(uri.toString()) === undefined) return { uri, line, end: undefined };
  const symbols = await vscode.commands.executeCommand<
    readonly (vscode.DocumentSymbol | vscode.SymbolInformation)[] | undefined
  >('vscode.executeDocumentSymbolProvider', uri);
  const symbol = findSymbol(symbols ?? [], range.start);
  return { uri, line, end: symbol && symbol.range.end.line + 1 };
}

function findSymbol(
  symbols: readonly (vscode.DocumentSymbol | vscode.SymbolInformation)[],
  position: vscode.Position,
): vscode.DocumentSymbol | undefined {
  for (const symbol of symbols) {
    if (!('children' in symbol) || !symbol.range.contains(position)) continue;
    if (symbol.selectionRange.contains(position)) return symbol;
    const nestedSymbol = findSymbol(symbol.children, position);
    if (nestedSymbol !== undefined) return nestedSymbol;
  }
  return undefined;
}
