import * as vscode from 'vscode';
import type { ChatCommand } from '../../completion/chatPrompt/chatCommands.ts';
import {
  createCodeExcerpt,
  computeExcerptLimit,
  removeSharedIndentation,
  type CodeExcerpt,
} from '../../completion/chatPrompt/codeExcerpt.ts';
import { renderCodeFence, renderInlineCode } from '../../completion/chatPrompt/codeFence.ts';
import { toWorkspacePath } from '../display/workspacePath.ts';
import type { ChatDocument } from './chatDocument.ts';
import type { Question } from './conversation.ts';

/** Chat that receives the question. */
export interface QuestionTarget {
  /** Document that the model sees in addition to the question. */
  readonly document: ChatDocument | undefined;
  ask(question: Question): Promise<void>;
}

/** Lines above and below the selection that the model sees when it doesn't see the file. */
const surroundingLines = 8;

/**
 * Runs a chat command, such as Explain Selection, on the selected code of the active editor.
 *
 * @param windowTokens size of the model's window, which limits the code in one question.
 */
export async function askAboutSelection(
  command: ChatCommand,
  chat: QuestionTarget,
  windowTokens: number,
): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const selectedRange = editor && getSelectedRange(editor);
  if (editor === undefined || selectedRange === undefined) {
    await vscode.window.showInformationMessage(command.missingSelectionMessage);
    return;
  }
  const { document } = editor;
  const maxLength = computeExcerptLimit(windowTokens);
  const excerpt = createCodeExcerpt(
    removeSharedIndentation(getText(document, selectedRange)),
    maxLength,
  );
  const path = toWorkspacePath(document.uri);
  const isFileInPrompt = chat.document?.uri === document.uri.toString();
  const text = command.renderPrompt({
    code: excerpt.code,
    languageId: document.languageId,
    path,
    ...(isFileInPrompt
      ? {}
      : getSurroundings(document, selectedRange, maxLength - excerpt.code.length)),
  });
  const name = path.split('/').at(-1) ?? path;
  const place = formatPlace(name, selectedRange.start.line + 1, excerpt);
  await chat.ask({
    text,
    markdown: `${command.title} ${place}\n\n${renderCodeFence(excerpt.code, document.languageId)}`,
    answerStart: command.answerStart,
  });
}

/** Returns the range of the selected code; undefined when the selection holds none. */
function getSelectedRange({ document, selection }: vscode.TextEditor): vscode.Range | undefined {
  if (document.getText(selection).trim() === '') return undefined;
  const { start } = selection;
  // A selection that begins in the indentation, or ends before the first character of a line, is
  // extended to whole lines.
  const startsInIndentation =
    document.lineAt(start.line).firstNonWhitespaceCharacterIndex >= start.character;
  const endsAtLineStart = selection.end.character === 0 && selection.end.line > start.line;
  return new vscode.Range(
    startsInIndentation ? start.with({ character: 0 }) : start,
    endsAtLineStart ? document.lineAt(selection.end.line - 1).range.end : selection.end,
  );
}

function getText(document: vscode.TextDocument, range: vscode.Range): string {
  return document.getText(range).replaceAll('\r\n', '\n');
}

/**
 * Returns the lines around the selection; none when they do not fit into `room` characters, since a
 * long selection needs less context.
 */
function getSurroundings(
  document: vscode.TextDocument,
  { start, end }: vscode.Range,
  maxLength: number,
): { readonly before?: string; readonly after?: string } {
  const above = new vscode.Range(Math.max(0, start.line - surroundingLines), 0, start.line, 0);
  const below = new vscode.Range(end.line + 1, 0, end.line + 1 + surroundingLines, 0);
  const before = getText(document, document.validateRange(above));
  const after = getText(document, document.validateRange(below));
  return before.length + after.length <= maxLength ? { before, after } : {};
}

/** Returns the file and the lines of the code that a question shows. */
function formatPlace(name: string, firstLine: number, excerpt: CodeExcerpt): string {
  const lastLine = firstLine + excerpt.shownLines - 1;
  const lines = lastLine === firstLine ? `line ${firstLine}` : `lines ${firstLine}–${lastLine}`;
  const place = `${renderInlineCode(name)} ${lines}`;
  if (!excerpt.isCut) return place;
  const shownPart =
    excerpt.shownLines < excerpt.totalLines
      ? `the first ${excerpt.shownLines} of ${excerpt.totalLines} selected lines`
      : 'only the beginning of it';
  return `${place} – ${shownPart}; the rest is too long for the model`;
}
