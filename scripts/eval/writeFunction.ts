import type { CodeLanguage } from '../engine/codeLanguage.ts';
import { bracketsOf } from './score/brackets.ts';

/** Most suggestions for one function, and most of its text, in UTF-16 code units. */
const maxSuggestions = 64;
const maxText = 4096;

/** The document as it is being written. */
export interface Writer {
  /** What is suggested at the end; '' for nothing. */
  suggest(): Promise<string>;
  /** Puts a text at the end. */
  type(text: string): Promise<void>;
}

/**
 * Writes a function as a person who accepts whatever is suggested: suggestion after suggestion,
 * Enter with the editor's indentation where nothing is, until the function is complete, nothing
 * comes on a new line either, or it has grown too long.
 */
export async function writeFunction(
  prompt: string,
  language: CodeLanguage,
  writer: Writer,
): Promise<string> {
  let text = '';
  let isOnNewLine = prompt.endsWith('\n');
  for (let count = 0; count < maxSuggestions && text.length < maxText; count++) {
    const suggested = await writer.suggest();
    if (suggested === '' && isOnNewLine) break;
    const piece = suggested === '' ? `\n${indentationAfter(prompt + text, language)}` : suggested;
    isOnNewLine = suggested === '';
    text += piece;
    const end = functionEnd(prompt, text, language);
    if (end !== undefined) return text.slice(0, end);
    await writer.type(piece);
  }
  return text;
}

/**
 * Where a function's text ends, in UTF-16 code units; undefined while it may go on. In Python at the
 * first line that isn't indented, elsewhere behind the brace that closes it.
 */
export function functionEnd(
  prompt: string,
  text: string,
  language: CodeLanguage,
): number | undefined {
  if (language.id === 'python') return pythonEnd(prompt, text);
  let depth = 0;
  for (const { character, offset } of bracketsOf(prompt + text, language)) {
    if ('([{'.includes(character)) depth++;
    else depth--;
    if (offset >= prompt.length && depth <= 0 && character === '}') {
      return offset + 1 - prompt.length;
    }
  }
  return undefined;
}

function pythonEnd(prompt: string, text: string): number | undefined {
  // A bracket or a string at the margin belongs to what stands above.
  const outside = /^[^\s)\]}"'#]/gm;
  const first = prompt === '' || prompt.endsWith('\n') ? 0 : 1;
  for (const { index } of text.matchAll(outside)) {
    if (index >= first) return index;
  }
  return undefined;
}

/** What an editor puts before the cursor after Enter at the end of a text. */
export function indentationAfter(code: string, language: CodeLanguage): string {
  const line = code.trimEnd().split('\n').at(-1) ?? '';
  const indentation = /^[ \t]*/.exec(line)?.[0] ?? '';
  const unit =
    /^(?:\t| {2,8}(?=\S))/m.exec(code)?.[0] ?? (language.id === 'python' ? '    ' : '  ');
  const opensBlock = language.id === 'python' ? /[:([{]$/ : /[([{]$/;
  if (opensBlock.test(line.trimEnd())) return indentation + unit;
  const isOver = /^\s*(?:return|pass|break|continue|raise)\b/.test(line);
  return language.id === 'python' && isOver ? indentation.slice(unit.length) : indentation;
}
