import type { EvalCase } from '../evalCase.ts';

/** A text that takes a place in a case's document. Line ends are those of the document. */
export interface Fill {
  readonly text: string;
  /** UTF-16 code units of the suffix that the text takes the place of. */
  readonly replaces: number;
}

/** A document with a text in its hole. */
export interface FilledDocument {
  readonly text: string;
  /** Where the fill begins and ends, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
}

/** The document of a case with a fill. */
export function filled(
  { prefix, suffix }: Pick<EvalCase, 'prefix' | 'suffix'>,
  fill: Fill,
): FilledDocument {
  const start = prefix.length;
  const text = prefix + fill.text + suffix.slice(fill.replaces);
  return { text, start, end: start + fill.text.length };
}

/** The true document; undefined where nobody knows the answer. */
export function trueDocument(evalCase: EvalCase): FilledDocument | undefined {
  const { answer } = evalCase;
  return answer === null ? undefined : filled(evalCase, { text: answer, replaces: 0 });
}

/** What a fill should have said: the answer and what it takes the place of, without blanks behind. */
export function wanted({ answer, suffix }: EvalCase, { replaces }: Fill): string | undefined {
  return answer === null ? undefined : normalized(answer + suffix.slice(0, replaces));
}

/** Line ends are `\n`, and blanks at the end don't count. */
export function normalized(text: string): string {
  return text.replaceAll('\r\n', '\n').trimEnd();
}
