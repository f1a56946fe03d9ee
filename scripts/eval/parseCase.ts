import { idOf, optionalText, text, type CaseFields } from './caseFields.ts';
import { mustBeLanguage } from '../engine/codeLanguage.ts';
import { maxTokensOf, type CaseTests, type EvalCase } from './evalCase.ts';
import { mbppCase } from './mbppCase.ts';

/**
 * Reads a case of any of the known formats; which one it is, its fields say.
 *
 * @param number of the case in its suite, for those that name themselves nowhere.
 * @throws Error that says what is missing.
 */
export function parseCase(fields: CaseFields, number: number): EvalCase {
  if (typeof fields['eval_prompt'] === 'string') return safimCase(fields, number);
  if (typeof fields['suffix'] === 'string') return infillingCase(fields, number);
  if (Array.isArray(fields['test_list'])) return mbppCase(fields, number);
  if (typeof fields['prompt'] === 'string') return functionCase(fields, number);
  throw new Error('is of no format that is known here');
}

/** human-eval-infilling and js-ts-infilling. */
function infillingCase(fields: CaseFields, number: number): EvalCase {
  const id = idOf(fields, number);
  const language = mustBeLanguage(optionalText(fields, 'language') ?? 'python');
  const kind = optionalText(fields, 'kind') ?? kindOf(id);
  const test = optionalText(fields, 'test');
  return {
    id,
    kind,
    form: 'fill',
    language,
    file: `case.${language.extension}`,
    ...onALineOfItsOwn({
      prefix: text(fields, 'prompt'),
      suffix: text(fields, 'suffix'),
      answer: text(fields, 'canonical_solution'),
    }),
    tests: test !== undefined && language.runs ? programTests(fields, test) : null,
    maxTokens: maxTokensOf(kind),
  };
}

/** `SingleLineInfilling/HumanEval/0/L0`: `single-line`. */
function kindOf(id: string): string {
  const name = /^([A-Z][A-Za-z]*)Infilling(Light)?\b/.exec(id);
  if (!name) return 'fill';
  const words = `${name[1] ?? ''}${name[2] ?? ''}`.split(/(?=[A-Z])/).join('-');
  return words.toLowerCase();
}

/** SAFIM: Codeforces programs and calls of libraries, with `{{completion}}` at the hole. */
function safimCase(fields: CaseFields, number: number): EvalCase {
  const mark = '{{completion}}';
  const document = text(fields, 'eval_prompt');
  const at = document.indexOf(mark);
  if (at < 0) throw new Error(`has no ${mark} in "eval_prompt"`);
  const id = idOf(fields, number);
  const kind = /^([a-z]+)_completion/.exec(id)?.[1] ?? 'fill';
  const language = mustBeLanguage(text(fields, 'lang'));
  const runs = Array.isArray(fields['unit_tests']) ? fields['unit_tests'].map(unitTest) : [];
  return {
    id,
    kind,
    form: 'fill',
    language,
    file: `case.${language.extension}`,
    prefix: document.slice(0, at),
    suffix: document.slice(at + mark.length),
    answer: text(fields, 'ground_truth'),
    tests: runs.length > 0 && language.runs ? { kind: 'inputs', runs } : null,
    maxTokens: maxTokensOf(kind),
  };
}

function unitTest(value: unknown) {
  const { input, output } = value as { input?: unknown; output?: unknown };
  const outputs = Array.isArray(output) ? output : [output];
  if (typeof input !== 'string' || !outputs.every((text) => typeof text === 'string')) {
    throw new Error('has a unit test without input or output');
  }
  return { input, outputs };
}

/** HumanEval and its children: a function from its signature and what is said about it. */
function functionCase(fields: CaseFields, number: number): EvalCase {
  const id = idOf(fields, number);
  const language = mustBeLanguage(optionalText(fields, 'language') ?? languageIn(id));
  const prompt = text(fields, 'prompt');
  const test = optionalText(fields, 'test') ?? optionalText(fields, 'tests');
  // Behind a docstring the cursor would stand on the docstring's line.
  const lineEnd = language.id === 'python' && !prompt.endsWith('\n') ? '\n' : '';
  return {
    id,
    kind: 'function',
    form: 'function',
    language,
    file: `case.${language.extension}`,
    prefix: prompt + lineEnd,
    suffix: '',
    answer: optionalText(fields, 'canonical_solution') ?? null,
    tests: test !== undefined && language.runs ? programTests(fields, test) : null,
    maxTokens: maxTokensOf('function'),
  };
}

/** `JavaScript/0`: HumanEval-X and McEval; `HumanEval/0`: the original, in Python. */
function languageIn(id: string): string {
  const name = /^([A-Za-z]+)\//.exec(id)?.[1] ?? '';
  return ['HumanEval', ''].includes(name) ? 'python' : name;
}

function programTests(fields: CaseFields, test: string): CaseTests {
  const entryPoint = optionalText(fields, 'entry_point');
  const isCalled = !/^def check\(/m.test(test) || /^check\(/m.test(test);
  const call = entryPoint === undefined || isCalled ? '' : `\ncheck(${entryPoint})`;
  return { kind: 'program', behind: `\n${test}${call}\n` };
}

interface Hole {
  readonly prefix: string;
  readonly suffix: string;
  readonly answer: string;
}

/**
 * Where whole lines are missing, an editor shows an empty line with the cursor on it: its end
 * belongs to the document and not to the answer. The program stays the same.
 */
function onALineOfItsOwn({ prefix, suffix, answer }: Hole): Hole {
  const end = /\r?\n$/.exec(answer)?.[0];
  const isWholeLines = end !== undefined && (prefix === '' || prefix.endsWith('\n'));
  if (!isWholeLines) return { prefix, suffix, answer };
  return { prefix, suffix: end + suffix, answer: answer.slice(0, -end.length) };
}
