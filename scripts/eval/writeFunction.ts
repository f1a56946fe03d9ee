import type { CodeLanguage } from '../engine/codeLanguage.ts';
import { findBrackets } from './score/brackets.ts';

/** Maximum number of suggestions for one function, and maximum length of it in UTF-16 code units. */
const maxSuggestions = 64;
const maxTextLength = 4096;

/** The document in which the function is written. */
export interface FunctionDocument {
  /** Returns the suggestion at the end; '' for none. */
  suggest(): Promise<string>;
  /** Appends a text. */
  type(text: string): Promise<void>;
}

/**
 * Writes a function like a user who accepts every suggestion, and presses Enter where there is none. Ends
 * when the function is complete, when there is no suggestion on a new line either, or when it is too
 * long. Enter inserts the editor's indentation.
 */
export async function generateFunction(
  prompt: string,
  language: CodeLanguage,
  document: FunctionDocument,
): Promise<string> {
  let text = '';
  let isOnNewLine = prompt.endsWith('\n');
  for (let count = 0; count < maxSuggestions && text.length < maxTextLength; count++) {
    const suggestion = await document.suggest();
    if (suggestion === '' && isOnNewLine) break;
    const piece =
      suggestion === '' ? `\n${computeIndentation(prompt + text, language)}` : suggestion;
    isOnNewLine = suggestion === '';
    text += piece;
    const end = findFunctionEnd(prompt, text, language);
    if (end !== undefined) return text.slice(0, end);
    await document.type(piece);
  }
  return text;
}

/**
 * Returns the end of a function's text, in UTF-16 code units; undefined while it may go on. In Python it
 * is at the first line that isn't indented, elsewhere after the closing brace.
 */
export function findFunctionEnd(
  prompt: string,
  text: string,
  language: CodeLanguage,
): number | undefined {
  if (language.id === 'python') return findPythonEnd(prompt, text);
  let depth = 0;
  for (const { character, offset } of findBrackets(prompt + text, language)) {
    if ('([{'.includes(character)) depth++;
    else depth--;
    if (offset >= prompt.length && depth <= 0 && character === '}') {
      return offset + 1 - prompt.length;
    }
  }
  return undefined;
}

function findPythonEnd(prompt: string, text: string): number | undefined {
  // A bracket or a string without indentation belongs to the lines above.
  const unindentedPattern = /^[^\s)\]}"'#]/gm;
  const first = prompt === '' || prompt.endsWith('\n') ? 0 : 1;
  for (const { index } of text.matchAll(unindentedPattern)) {
    if (index >= first) return index;
  }
  return undefined;
}

/** Returns the indentation that an editor inserts after Enter at the end of a text. */
export function computeIndentation(code: string, language: CodeLanguage): string {
  const line = code.trimEnd().split('\n').at(-1) ?? '';
  const indentation = /^[ \t]*/.exec(line)?.[0] ?? '';
  const unit =
    /^(?:\t| {2,8}(?=\S))/m.exec(code)?.[0] ?? (language.id === 'python' ? '    ' : '  ');
  const blockOpenerPattern = language.id === 'python' ? /[:([{]$/ : /[([{]$/;
  if (blockOpenerPattern.test(line.trimEnd())) return indentation + unit;
  const endsBlock = /^\s*(?:return|pass|break|continue|raise)\b/.test(line);
  return language.id === 'python' && endsBlock ? indentation.slice(unit.length) : indentation;
}
