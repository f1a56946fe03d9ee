import { mustBeLanguage } from '../../../scripts/engine/codeLanguage.ts';
import type { EvalCase } from '../../../scripts/eval/evalCase.ts';

/** A case from a drawing: the answer stands between `║` and `║`. */
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

/** A text for a hole, in the place of nothing. */
export function fill(text: string, replaces = 0) {
  return { text, replaces };
}
