import { readId, readOptionalText, readText, type CaseFields } from './caseFields.ts';
import { requireLanguage } from '../engine/codeLanguage.ts';
import { getMaxTokens, type EvalCase } from './evalCase.ts';

/**
 * Reads a case of MBPP (arXiv:2108.07732): short Python tasks in words. The document has the task and
 * its tests as a docstring, as in the BigCode evaluation harness, and the signature of the function that
 * the tests call.
 */
export function parseMbppCase(fields: CaseFields, number: number): EvalCase {
  const tests = readTexts(fields, 'test_list');
  const code = readText(fields, 'code').replaceAll('\r\n', '\n');
  const task = readOptionalText(fields, 'text') ?? readText(fields, 'prompt');
  const head = findSignature(code, tests);
  const setup = [
    readOptionalText(fields, 'test_setup_code') ?? '',
    ...readTexts(fields, 'test_imports'),
  ];
  return {
    id: `MBPP/${readId(fields, number)}`,
    kind: 'function',
    form: 'function',
    language: requireLanguage('python'),
    file: 'case.py',
    prefix: `"""\n${task}\n${tests.join('\n')}\n"""\n${head}`,
    suffix: '',
    answer: extractBody(code, head),
    tests: { kind: 'program', testCode: `\n${[...setup, ...tests].join('\n')}\n` },
    maxTokens: getMaxTokens('function'),
  };
}

function readTexts(fields: CaseFields, name: string): string[] {
  const value = fields[name] ?? [];
  if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string')) {
    throw new Error(`has no "${name}"`);
  }
  return value;
}

/** Returns the first line of the function that the tests call; '' when there is none. */
function findSignature(code: string, tests: readonly string[]): string {
  const heads = [...code.matchAll(/^def\s+(\w+)\s*\(.*\)[^:]*:/gm)];
  const calledHead = heads.findLast(([, name]) =>
    tests.some((test) => test.includes(`${name ?? ''}(`)),
  );
  return calledHead ? `${calledHead[0]}\n` : '';
}

/** Returns the code after the signature; null when there is code before it as well. */
function extractBody(code: string, head: string): string | null {
  const trimmedHead = head.trimEnd();
  if (trimmedHead === '' || !code.startsWith(trimmedHead)) return null;
  return code.slice(trimmedHead.length).replace(/^[ \t]*\n/, '');
}
