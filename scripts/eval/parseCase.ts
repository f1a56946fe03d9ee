import { readId, readOptionalText, readText, type CaseFields } from './caseFields.ts';
import { requireLanguage } from '../engine/codeLanguage.ts';
import { getMaxTokens, type CaseTests, type EvalCase } from './evalCase.ts';
import { parseMbppCase } from './mbppCase.ts';

/**
 * Reads a case of any of the known formats, which it recognizes by the fields.
 *
 * @param number of the case in its suite, for cases without an identifier.
 * @throws Error that names the missing field.
 */
export function parseCase(fields: CaseFields, number: number): EvalCase {
  if (typeof fields['eval_prompt'] === 'string') return parseSafimCase(fields, number);
  if (typeof fields['suffix'] === 'string') return parseInfillingCase(fields, number);
  if (Array.isArray(fields['test_list'])) return parseMbppCase(fields, number);
  if (typeof fields['prompt'] === 'string') return parseFunctionCase(fields, number);
  throw new Error('is of no format that is known here');
}

/** Reads a case of human-eval-infilling or js-ts-infilling. */
function parseInfillingCase(fields: CaseFields, number: number): EvalCase {
  const id = readId(fields, number);
  const language = requireLanguage(readOptionalText(fields, 'language') ?? 'python');
  const kind = readOptionalText(fields, 'kind') ?? parseKind(id);
  const test = readOptionalText(fields, 'test');
  return {
    id,
    kind,
    form: 'fill',
    language,
    file: `case.${language.extension}`,
    ...moveLineEndToSuffix({
      prefix: readText(fields, 'prompt'),
      suffix: readText(fields, 'suffix'),
      answer: readText(fields, 'canonical_solution'),
    }),
    tests: test !== undefined && language.isRunnable ? createProgramTests(fields, test) : null,
    maxTokens: getMaxTokens(kind),
  };
}

/** Returns the kind in an identifier: `single-line` for `SingleLineInfilling/HumanEval/0/L0`. */
function parseKind(id: string): string {
  const name = /^([A-Z][A-Za-z]*)Infilling(Light)?\b/.exec(id);
  if (!name) return 'fill';
  const words = `${name[1] ?? ''}${name[2] ?? ''}`.split(/(?=[A-Z])/).join('-');
  return words.toLowerCase();
}

/** Reads a case of SAFIM: Codeforces programs and library calls with `{{completion}}` at the hole. */
function parseSafimCase(fields: CaseFields, number: number): EvalCase {
  const placeholder = '{{completion}}';
  const document = readText(fields, 'eval_prompt');
  const at = document.indexOf(placeholder);
  if (at < 0) throw new Error(`has no ${placeholder} in "eval_prompt"`);
  const id = readId(fields, number);
  const kind = /^([a-z]+)_completion/.exec(id)?.[1] ?? 'fill';
  const language = requireLanguage(readText(fields, 'lang'));
  const runs = Array.isArray(fields['unit_tests']) ? fields['unit_tests'].map(parseUnitTest) : [];
  return {
    id,
    kind,
    form: 'fill',
    language,
    file: `case.${language.extension}`,
    prefix: document.slice(0, at),
    suffix: document.slice(at + placeholder.length),
    answer: readText(fields, 'ground_truth'),
    tests: runs.length > 0 && language.isRunnable ? { kind: 'inputs', runs } : null,
    maxTokens: getMaxTokens(kind),
  };
}

function parseUnitTest(value: unknown) {
  const { input, output } = value as { input?: unknown; output?: unknown };
  const outputs = Array.isArray(output) ? output : [output];
  if (typeof input !== 'string' || !outputs.every((text) => typeof text === 'string')) {
    throw new Error('has a unit test without input or output');
  }
  return { input, outputs };
}

/** Reads a case of HumanEval or a suite derived from it: a function from its signature and description. */
function parseFunctionCase(fields: CaseFields, number: number): EvalCase {
  const id = readId(fields, number);
  const language = requireLanguage(readOptionalText(fields, 'language') ?? parseLanguage(id));
  const prompt = readText(fields, 'prompt');
  const test = readOptionalText(fields, 'test') ?? readOptionalText(fields, 'tests');
  // Without a line end the cursor would be on the last line of the docstring.
  const lineEnd = language.id === 'python' && !prompt.endsWith('\n') ? '\n' : '';
  return {
    id,
    kind: 'function',
    form: 'function',
    language,
    file: `case.${language.extension}`,
    prefix: prompt + lineEnd,
    suffix: '',
    answer: readOptionalText(fields, 'canonical_solution') ?? null,
    tests: test !== undefined && language.isRunnable ? createProgramTests(fields, test) : null,
    maxTokens: getMaxTokens('function'),
  };
}

/** Returns the language in an identifier: `JavaScript/0` (HumanEval-X, McEval), `HumanEval/0` (Python). */
function parseLanguage(id: string): string {
  const name = /^([A-Za-z]+)\//.exec(id)?.[1] ?? '';
  return ['HumanEval', ''].includes(name) ? 'python' : name;
}

function createProgramTests(fields: CaseFields, test: string): CaseTests {
  const entryPoint = readOptionalText(fields, 'entry_point');
  const isCalled = !/^def check\(/m.test(test) || /^check\(/m.test(test);
  const call = entryPoint === undefined || isCalled ? '' : `\ncheck(${entryPoint})`;
  return { kind: 'program', testCode: `\n${test}${call}\n` };
}

interface Hole {
  readonly prefix: string;
  readonly suffix: string;
  readonly answer: string;
}

/**
 * Moves the last line end of an answer of whole lines into the suffix. In an editor the cursor is on an
 * empty line there, whose end belongs to the document. The program stays the same.
 */
function moveLineEndToSuffix({ prefix, suffix, answer }: Hole): Hole {
  const end = /\r?\n$/.exec(answer)?.[0];
  const isWholeLines = end !== undefined && (prefix === '' || prefix.endsWith('\n'));
  if (!isWholeLines) return { prefix, suffix, answer };
  return { prefix, suffix: end + suffix, answer: answer.slice(0, -end.length) };
}
