import { looksSecret } from '../../../src/completion/document/secretFile.ts';
import { languageOfFile } from '../../engine/codeLanguage.ts';

/** Folders of what others wrote, or programs. */
const foreignFolders = new Set([
  'node_modules',
  'bower_components',
  'vendor',
  'third_party',
  'dist',
  'build',
  'out',
  'target',
  'coverage',
  '__snapshots__',
  '.yarn',
]);

/** Names of what programs write. */
const generatedName =
  /(?:\.min\.|\.bundle\.|[-.]lock(?:\.|$)|^package-lock\.json$|\.generated\.|\.g\.(?:cs|dart|ts)$|_pb2(?:_grpc)?\.py|\.pb\.(?:go|cc|h)$|\.snap$|\.map$)/i;

/** What they say in their first lines. */
const generatedText = /@generated|code generated|auto-?generated|do not edit/i;

/** Larger files aren't written by hand, in UTF-16 code units; nor are longer lines. */
const maxText = 1 << 18;
const maxLineLength = 400;

/** Whether a path promises text that a person wrote and that may be looked at. */
export function isOwnSource(path: string): boolean {
  const folders = path.split('/');
  const name = folders.pop() ?? '';
  return (
    languageOfFile(path) !== undefined &&
    !folders.some((folder) => foreignFolders.has(folder)) &&
    !generatedName.test(name) &&
    !looksSecret(path)
  );
}

/** Whether a text looks as if a person wrote it. */
export function isOwnText(text: string): boolean {
  return (
    text.length <= maxText &&
    !text.includes('\0') &&
    !generatedText.test(text.slice(0, 1000)) &&
    !text.split('\n').some((line) => line.length > maxLineLength)
  );
}
