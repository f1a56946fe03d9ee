import type { ContextPiece } from '../../src/completion/context/contextPiece.ts';
import type { CodeLanguage } from '../engine/codeLanguage.ts';

/** One thing to complete, whatever suite it comes from. Offsets are UTF-16 code units. */
export interface EvalCase {
  readonly id: string;
  /** What is missing: `line-tail`, `single-line`, `function` … */
  readonly kind: string;
  /** `fill`: one suggestion. `function`: suggestion after suggestion until the function is complete. */
  readonly form: 'fill' | 'function';
  readonly language: CodeLanguage;
  /** Of the document that is opened; relative. */
  readonly file: string;
  readonly prefix: string;
  readonly suffix: string;
  /** What else the model may be told; nothing where it isn't there. */
  readonly context?: readonly ContextPiece[];
  /** What stood in the hole; null where nobody knows. */
  readonly answer: string | null;
  /** How to tell whether a fill works; null where it can't be told. */
  readonly tests: CaseTests | null;
  /** Longest suggestion, in tokens. */
  readonly maxTokens: number;
}

export type CaseTests =
  /** A program that raises something where the fill is wrong, behind the document. */
  | { readonly kind: 'program'; readonly behind: string }
  /** Runs of the document: what it reads, and what it may write for that. */
  | {
      readonly kind: 'inputs';
      readonly runs: readonly { readonly input: string; readonly outputs: readonly string[] }[];
    };

/** Longest suggestion of a line, as in the editor; of more than a line; of a function's part. Tokens. */
const lineTokens = 64;
const blockTokens = 128;

/** Kinds whose answer is a line or less. */
const lineKinds: readonly string[] = [
  'single-line',
  'line-tail',
  'control',
  'api',
  'line',
  'in-line',
];

/** How much a suggestion for a kind may say, in tokens. */
export function maxTokensOf(kind: string): number {
  return lineKinds.includes(kind) ? lineTokens : blockTokens;
}

/** Whether the cursor stands between two characters of a word of the true document. */
export function isMidWord({ prefix, answer }: Pick<EvalCase, 'prefix' | 'answer'>): boolean {
  return /[\p{L}\p{N}_$]$/u.test(prefix) && /^[\p{L}\p{N}_$]/u.test(answer ?? '');
}
