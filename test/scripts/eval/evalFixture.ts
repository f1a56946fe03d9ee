import { requireLanguage } from '../../../scripts/engine/codeLanguage.ts';
import type { EvalCase } from '../../../scripts/eval/evalCase.ts';

/** Returns the case of a drawing, with the answer between `║` and `║`. */
export function createCase(
  markedText: string,
  language = 'typescript',
  overrides: Partial<EvalCase> = {},
): EvalCase {
  const [prefix = '', answer = '', suffix = ''] = markedText.split('║');
  return {
    id: 'drawn',
    kind: 'line-tail',
    form: 'fill',
    language: requireLanguage(language),
    file: 'case.ts',
    prefix,
    suffix,
    answer,
    tests: null,
    maxTokens: 64,
    ...overrides,
  };
}

/** Returns a text for a hole that by default replaces nothing. */
export function createInfill(text: string, replaces = 0) {
  return { text, replaces };
}
