import { mustBeLanguage } from '../../../scripts/engine/codeLanguage.ts';
import type { EvalCase } from '../../../scripts/eval/evalCase.ts';

/** Returns the case of a drawing, with the answer between `║` and `║`. */
export function caseOf(
  drawing: string,
  language = 'typescript',
  difference: Partial<EvalCase> = {},
): EvalCase {
  const [prefix = '', answer = '', suffix = ''] = drawing.split('║');
  return {
    id: 'drawn',
    kind: 'line-tail',
    form: 'fill',
    language: mustBeLanguage(language),
    file: 'case.ts',
    prefix,
    suffix,
    answer,
    tests: null,
    maxTokens: 64,
    ...difference,
  };
}

/** Returns a text for a hole that by default replaces nothing. */
export function fill(text: string, replaces = 0) {
  return { text, replaces };
}
