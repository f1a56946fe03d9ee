import { looksSecret } from '../../../src/completion/text/secretFile.ts';
import { findLanguageOfFile } from '../../engine/codeLanguage.ts';

/** Folders of third-party or generated files. */
const excludedFolders = new Set([
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

/** Names of generated files. */
const generatedNamePattern =
  /(?:\.min\.|\.bundle\.|[-.]lock(?:\.|$)|^package-lock\.json$|\.generated\.|\.g\.(?:cs|dart|ts)$|_pb2(?:_grpc)?\.py|\.pb\.(?:go|cc|h)$|\.snap$|\.map$)/i;

/** Markers in the first lines of generated files. */
const generatedTextPattern = /@generated|code generated|auto-?generated|do not edit/i;

/** Maximum size of a file written by hand, and of its lines, in UTF-16 code units. */
const maxTextLength = 1 << 18;
const maxLineLength = 400;

/** Returns whether a path looks like text that the user wrote and that may be read. */
export function isOwnSource(path: string): boolean {
  const folders = path.split('/');
  const name = folders.pop() ?? '';
  return (
    findLanguageOfFile(path) !== undefined &&
    !folders.some((folder) => excludedFolders.has(folder)) &&
    !generatedNamePattern.test(name) &&
    !looksSecret(path)
  );
}

/** Returns whether a text looks written by hand. */
export function isOwnText(text: string): boolean {
  return (
    text.length <= maxTextLength &&
    !text.includes('\0') &&
    !generatedTextPattern.test(text.slice(0, 1000)) &&
    !text.split('\n').some((line) => line.length > maxLineLength)
  );
}
