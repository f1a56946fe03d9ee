import { idOf, optionalText, text, type CaseFields } from './caseFields.ts';
import { mustBeLanguage } from '../engine/codeLanguage.ts';
import { maxTokensOf, type EvalCase } from './evalCase.ts';

/**
 * Reads a case of MBPP (arXiv:2108.07732): short Python tasks in words. The document has the task and
 * its tests as a docstring, as in the BigCode evaluation harness, and the signature of the function that
 * the tests call.
 */
export function mbppCase(fields: CaseFields, number: number): EvalCase {
  const tests = texts(fields, 'test_list');
  const code = text(fields, 'code').replaceAll('\r\n', '\n');
  const task = optionalText(fields, 'text') ?? text(fields, 'prompt');
  const head = signature(code, tests);
  const setup = [optionalText(fields, 'test_setup_code') ?? '', ...texts(fields, 'test_imports')];
  return {
    id: `MBPP/${idOf(fields, number)}`,
    kind: 'function',
    form: 'function',
    language: mustBeLanguage('python'),
    file: 'case.py',
    prefix: `"""\n${task}\n${tests.join('\n')}\n"""\n${head}`,
    suffix: '',
    answer: bodyOf(code, head),
    tests: { kind: 'program', behind: `\n${[...setup, ...tests].join('\n')}\n` },
    maxTokens: maxTokensOf('function'),
  };
}

function texts(fields: CaseFields, name: string): string[] {
  const value = fields[name] ?? [];
  if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string')) {
    throw new Error(`has no "${name}"`);
  }
  return value;
}

/** Returns the first line of the function that the tests call; '' when there is none. */
function signature(code: string, tests: readonly string[]): string {
  const heads = [...code.matchAll(/^def\s+(\w+)\s*\(.*\)[^:]*:/gm)];
  const called = heads.findLast(([, name]) =>
    tests.some((test) => test.includes(`${name ?? ''}(`)),
  );
  return called ? `${called[0]}\n` : '';
}

/** Returns the code after the signature; null when there is code before it as well. */
function bodyOf(code: string, head: string): string | null {
  const signed = head.trimEnd();
  if (signed === '' || !code.startsWith(signed)) return null;
  return code.slice(signed.length).replace(/^[ \t]*\n/, '');
}
