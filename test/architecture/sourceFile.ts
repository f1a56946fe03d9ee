import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { repositoryRoot } from '../../scripts/repository.ts';

/** One import in a source. */
export interface SourceImport {
  /** Specifier as in the source. */
  readonly specifier: string;
  /** Relative specifiers resolved to a path in the project, with `/`; others unchanged. */
  readonly target: string;
  /** True where only types are imported, so that the import is removed when the program runs. */
  readonly typeOnly: boolean;
}

/** A source with its imports. */
export interface SourceFile {
  /** Path in the project, with `/`. */
  readonly path: string;
  readonly imports: readonly SourceImport[];
}

/** Reads all TypeScript sources in these folders of the project. */
export function readSources(folders: readonly string[]): SourceFile[] {
  return folders
    .flatMap((folder) =>
      readdirSync(path.join(repositoryRoot, folder), { recursive: true, encoding: 'utf8' }).map(
        (name) => path.posix.join(folder, name.replaceAll(path.sep, '/')),
      ),
    )
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .map((file) => parseSource(file, readFileSync(path.join(repositoryRoot, file), 'utf8')));
}

/** Finds the imports of one source: `import`, `export … from`, `import()`, also those of types. */
export function parseSource(file: string, text: string): SourceFile {
  const imports: SourceImport[] = [];
  const add = (specifier: ts.Node | undefined, typeOnly: boolean): void => {
    if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return;
    const { text: specifierText } = specifier;
    const target = specifierText.startsWith('.')
      ? path.posix.join(path.posix.dirname(file), specifierText)
      : specifierText;
    imports.push({ specifier: specifierText, target, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, true);
    } else if (isDynamicImport(node)) {
      add(node.arguments[0], false);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.ES2023));
  return { path: file, imports };
}

function isDynamicImport(node: ts.Node): node is ts.CallExpression {
  return ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
}
