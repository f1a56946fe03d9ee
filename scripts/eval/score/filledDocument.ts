import type { EvalCase } from '../evalCase.ts';

/** A text for the hole of a case's document. Line ends are those of the document. */
export interface Infill {
  readonly text: string;
  /** UTF-16 code units of the suffix that the text replaces. */
  readonly replaces: number;
}

/** A document with a text in its hole. */
export interface FilledDocument {
  readonly text: string;
  /** Start and end of the fill, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
}

/** Returns the document of a case with a fill. */
export function fillHole(
  { prefix, suffix }: Pick<EvalCase, 'prefix' | 'suffix'>,
  infill: Infill,
): FilledDocument {
  const start = prefix.length;
  const text = prefix + infill.text + suffix.slice(infill.replaces);
  return { text, start, end: start + infill.text.length };
}

/** Returns the true document; undefined where the answer is unknown. */
export function createTrueDocument(evalCase: EvalCase): FilledDocument | undefined {
  const { answer } = evalCase;
  return answer === null ? undefined : fillHole(evalCase, { text: answer, replaces: 0 });
}

/** Returns the expected text of a fill: the answer and the replaced suffix, without trailing blanks. */
export function getExpectedText(
  { answer, suffix }: EvalCase,
  { replaces }: Infill,
): string | undefined {
  return answer === null ? undefined : normalizeText(answer + suffix.slice(0, replaces));
}

/** Converts line ends to `\n` and removes blanks at the end. */
export function normalizeText(text: string): string {
  return text.replaceAll('\r\n', '\n').trimEnd();
}
