/** Repetitive code, which any model can continue. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';

const knownFields = ['price', 'weight', 'stock', 'size'];

function renderTypeScript(field: string): string {
  return [
    `export function ${field}Total(): number {`,
    '  let total = 0;',
    '  for (const item of items) {',
    `    total += item.${field};`,
    '  }',
    '  return total;',
    '}',
    '',
  ].join('\n');
}

function renderPython(field: string): string {
  return [
    `def ${field}_total(items):`,
    '    total = 0',
    '    for item in items:',
    `        total += item.${field}`,
    '    return total',
  ].join('\n');
}

/** First line, counted from 1, of the body of the last function that `writeTotals` writes. */
export const bodyLine = knownFields.length * 8 + 4;

/**
 * Writes a file of the folder with similar functions, and the beginning of another one.
 *
 * @param bodyStart text after the head of the last function.
 */
export function writeTotals(folder: string, name: string, bodyStart: string): void {
  const text = [
    "import { items } from './items';\n",
    ...knownFields.map(renderTypeScript),
    `export function volumeTotal(): number {\n${bodyStart}\n}\n`,
  ].join('\n');
  writeFileSync(path.join(folder, 'src', name), text);
}

/** Writes a notebook of the folder: a title, a function, and the head of a similar one. */
export function writeNotebook(folder: string, name: string): void {
  const createCodeCell = (source: string) => ({
    ...{ cell_type: 'code', metadata: {}, execution_count: null, outputs: [], source: [source] },
  });
  const cells = [
    { cell_type: 'markdown', metadata: {}, source: ['# Totals'] },
    ...knownFields.slice(0, 2).map((field) => createCodeCell(renderPython(field))),
    createCodeCell('def volume_total(items):\n    total = 0\n    for '),
  ];
  const metadata = { language_info: { name: 'python' } };
  const notebook = { cells, metadata, nbformat: 4, nbformat_minor: 5 };
  writeFileSync(path.join(folder, name), JSON.stringify(notebook));
}
