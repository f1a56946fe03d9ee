/** Steps of a user who tries the extension for the first time, and the expected results. */
import path from 'node:path';
import type { ShownAnswer } from '../vscode/chatPanel.ts';
import { DeadlineError } from '../vscode/waitFor.ts';
import type { Workbench } from '../vscode/workbench.ts';

/** Folder and outputs of the steps. */
export interface TryOutEnvironment {
  /** The opened folder: a copy of the sample workspace. */
  readonly folder: string;
  /** Receives one line of figures per step. */
  readonly report: (line: string) => void;
  readonly screenshot: (name: string) => Promise<void>;
}

/** Places to type at, in turn until one gets a suggestion. */
const typings = [
  { file: 'cart.ts', line: 37, text: '\n\ncountProducts(): number {\n' },
  { file: 'inventory.ts', line: 34, text: '\n\nexport function totalPrice(): number {\n' },
  { file: 'shapes.py', line: 24, text: '\n\ndef diagonal(self):\n' },
] as const;

/** A function of the sample workspace, by its lines. */
const functionToExplain = { file: 'cart.ts', first: 31, last: 37 } as const;

const loadDeadlineMs = 60_000;
const ghostDeadlineMs = 10_000;

/** Completes, chats and explains once. @throws Error that describes the first problem. */
export async function tryOut(workbench: Workbench, environment: TryOutEnvironment): Promise<void> {
  await load(workbench, environment);
  await complete(workbench, environment);
  await chat(workbench, environment);
  await explain(workbench, environment);
}

async function load(workbench: Workbench, { report }: TryOutEnvironment): Promise<void> {
  const started = Date.now();
  const label = await workbench.waitForStatus(/: (ready|failed)/, loadDeadlineMs);
  if (!label.startsWith('Tramontane: ready')) {
    throw new Error(`The engine did not get ready. The status bar says: ${label}`);
  }
  report(`ready      ${formatMsSince(started)} after the window was drawn; ${label}`);
}

async function complete(workbench: Workbench, environment: TryOutEnvironment): Promise<void> {
  for (const typing of typings) {
    await workbench.openFile(typing.file);
    await workbench.goToLineEnd(typing.line);
    await workbench.type(typing.text);
    let requestedAtMs = Date.now();
    let ghost = await waitForGhostText(workbench);
    const isAutomatic = ghost !== undefined;
    if (ghost === undefined) {
      // A request invoked by the user also shows low-confidence suggestions.
      requestedAtMs = Date.now();
      await workbench.press('Alt+\\');
      ghost = await waitForGhostText(workbench);
    }
    if (ghost === undefined) continue;

    const delayText = `${formatMsSince(requestedAtMs)} after ${isAutomatic ? 'the last key' : 'the request'}`;
    const label = await workbench.waitForStatus(/last completion/);
    await environment.screenshot('ghost-text');
    environment.report(
      `ghost text ${delayText}, ${ghost.length} characters; ${extractFigures(label)}`,
    );
    await accept(workbench, environment, typing.file, ghost);
    return;
  }
  throw new Error(`No ghost text came at any of ${typings.length} places.`);
}

async function waitForGhostText(workbench: Workbench): Promise<string | undefined> {
  try {
    return await workbench.waitForGhostText(undefined, ghostDeadlineMs);
  } catch (error) {
    if (error instanceof DeadlineError) return undefined;
    throw error;
  }
}

async function accept(
  workbench: Workbench,
  { folder, report }: TryOutEnvironment,
  file: string,
  ghost: string,
): Promise<void> {
  const filePath = path.join(folder, file.endsWith('.py') ? 'lib' : 'src', file);
  const before = await workbench.saveAndRead(filePath);
  await workbench.press('Tab');
  await workbench.waitForNoGhostText();
  const after = await workbench.saveAndRead(filePath);
  if (!isInsertion(ghost, before, after)) {
    throw new Error(`Tab did not bring this ghost text into the file, or not it alone:\n${ghost}`);
  }
  report(`accepted   the file has it, ${after.length - before.length} characters more`);
}

/** Returns whether `after` is `before` with `text` inserted somewhere. */
function isInsertion(text: string, before: string, after: string): boolean {
  for (let at = after.indexOf(text); at !== -1; at = after.indexOf(text, at + 1)) {
    if (after.slice(0, at) + after.slice(at + text.length) === before) return true;
  }
  return false;
}

async function chat(workbench: Workbench, environment: TryOutEnvironment): Promise<void> {
  await workbench.openView('Tramontane');
  await workbench.chat.question().waitFor();
  const requestedAtMs = Date.now();
  await workbench.chat.ask('When should I use a Map instead of an object?');
  const answer = await workbench.chat.waitForAnswer(0);
  await reportAnswer('chat', requestedAtMs, answer, environment);
}

async function explain(workbench: Workbench, environment: TryOutEnvironment): Promise<void> {
  const { file, first, last } = functionToExplain;
  await workbench.openFile(file);
  await workbench.selectLines(first, last);
  const requestedAtMs = Date.now();
  await workbench.runCommand('Tramontane: Explain Selection');
  const answer = await workbench.chat.waitForAnswer(1);
  await reportAnswer('explain', requestedAtMs, answer, environment);
}

async function reportAnswer(
  step: string,
  requestedAtMs: number,
  answer: ShownAnswer,
  { report, screenshot }: TryOutEnvironment,
): Promise<void> {
  if (answer.state !== 'done') {
    throw new Error(`The answer to "${step}" ended as "${answer.state}". ${answer.error}`);
  }
  if (answer.text.trim() === '') throw new Error(`The answer to "${step}" is empty.`);
  await screenshot(step);
  report(
    `${step.padEnd(10)} ${formatMsSince(requestedAtMs)}, ${answer.text.length} characters; ${answer.footnote}`,
  );
}

/** Returns the figures after the model's name in the status bar item. */
function extractFigures(label: string): string {
  return label.split('; ').slice(1).join('; ');
}

function formatMsSince(started: number): string {
  return `${Date.now() - started} ms`;
}
