import { readFile } from 'node:fs/promises';

/** A text that a user types after a rest, and its right continuation. */
export interface PauseCase {
  /** Name of the file. */
  readonly file: string;
  /** VS Code's identifier of the language. */
  readonly languageId: string;
  /** The document before and after the cursor, without the typed text. */
  readonly before: string;
  readonly after: string;
  /** Text that is typed key by key. */
  readonly typed: string;
  /** First line of the right continuation, from the cursor. */
  readonly expect: string;
}

const fields = ['file', 'languageId', 'before', 'after', 'typed', 'expect'] as const;

/**
 * Reads a JSON array of cases.
 *
 * @throws Error that names the first entry that isn't a case.
 */
export async function readCases(file: string): Promise<PauseCase[]> {
  const entries = JSON.parse(await readFile(file, 'utf8')) as unknown;
  if (!Array.isArray(entries)) throw new Error(`${file} is not an array of cases.`);
  return entries.map((entry: unknown, index) => {
    if (!isCase(entry)) throw new Error(`Entry ${index} of ${file} is not a case.`);
    return entry;
  });
}

function isCase(entry: unknown): entry is PauseCase {
  if (typeof entry !== 'object' || entry === null) return false;
  const values = entry as Readonly<Record<string, unknown>>;
  const isComplete = fields.every((field) => typeof values[field] === 'string');
  return isComplete && values['typed'] !== '' && values['expect'] !== '';
}

/** Splits a typed text into keys. An Enter with its indentation is one key, as in an editor. */
export function splitKeys(typed: string): string[] {
  return typed.match(/\n[ \t]*|[^\n]/gu) ?? [];
}
