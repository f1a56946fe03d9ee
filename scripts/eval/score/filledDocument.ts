import type { EvalCase } from '../evalCase.ts';

/** A text for the hole of a case's document. Line ends are those of the document. */
export interface Fill {
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
export function filled(
  { prefix, suffix }: Pick<EvalCase, 'prefix' | 'suffix'>,
  fill: Fill,
): FilledDocument {
  const start = prefix.length;
  const text = prefix + fill.text + suffix.slice(fill.replaces);
  return { text, start, end: start + fill.text.length };
}

/** Returns the true document; undefined where the answer is unknown. */
export function trueDocument(evalCase: EvalCase): FilledDocument | undefined {
  const { answer } = evalCase;
  return answer === null ? undefined : filled(evalCase, { text: answer, replaces: 0 });
}

/** Returns the expected text of a fill: the answer and the replaced suffix, without trailing blanks. */
export function wanted({ answer, suffix }: EvalCase, { replaces }: Fill): string | undefined {
  return answer === null ? undefined : normalized(answer + suffix.slice(0, replaces));
}

/** Converts line ends to `\n` and removes blanks at the end. */
export function normalized(text: string): string {
  return text.replaceAll('\r\n', '\n').trimEnd();
}
