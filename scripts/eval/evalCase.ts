import type { ContextPiece } from '../../src/completion/context/contextPiece.ts';
import type { CodeLanguage } from '../engine/codeLanguage.ts';

/** A completion task from any suite. Offsets are UTF-16 code units. */
export interface EvalCase {
  readonly id: string;
  /** Kind of the missing text: `line-tail`, `single-line`, `function` … */
  readonly kind: string;
  /** `fill`: one suggestion. `function`: one suggestion after another until the function is complete. */
  readonly form: 'fill' | 'function';
  readonly language: CodeLanguage;
  /** Relative path of the document. */
  readonly file: string;
  readonly prefix: string;
  readonly suffix: string;
  /** Context from other files; undefined for none. */
  readonly context?: readonly ContextPiece[];
  /** The original text of the hole; null where it is unknown. */
  readonly answer: string | null;
  /** Tests of the completed document; null where there are none. */
  readonly tests: CaseTests | null;
  /** Maximum length of a suggestion, in tokens. */
  readonly maxTokens: number;
}

export type CaseTests =
  /** Program text after the document, which raises an error where the fill is wrong. */
  | { readonly kind: 'program'; readonly testCode: string }
  /** Runs of the document: its input, and the outputs that are right for it. */
  | {
      readonly kind: 'inputs';
      readonly runs: readonly { readonly input: string; readonly outputs: readonly string[] }[];
    };

/** Maximum length of a suggestion within a line, as in the editor, and of a longer one, in tokens. */
const maxLineTokens = 64;
const maxBlockTokens = 128;

/** Kinds whose answer is a line or less. */
const lineKinds: readonly string[] = [
  'single-line',
  'line-tail',
  'control',
  'api',
  'line',
  'in-line',
];

/** Returns the maximum length of a suggestion for a kind, in tokens. */
export function getMaxTokens(kind: string): number {
  return lineKinds.includes(kind) ? maxLineTokens : maxBlockTokens;
}

/** Returns whether the cursor is between two characters of a word of the true document. */
export function isMidWord({ prefix, answer }: Pick<EvalCase, 'prefix' | 'answer'>): boolean {
  return /[\p{L}\p{N}_$]$/u.test(prefix) && /^[\p{L}\p{N}_$]/u.test(answer ?? '');
}
