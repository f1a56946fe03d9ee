import type { CompletionRule } from '../../src/completion/rules.ts';

/** A set of enabled rules: all of them, or all but some. */
export interface Strategy {
  readonly name: string;
  readonly rulesOff: readonly CompletionRule[];
  /** True where the suffix-likelihood filter also applies on the CPU, where the editor doesn't use it. */
  readonly judgesBySuffix: boolean;
}

/** All rules; the type requires each of them. */
const rules: Readonly<Record<CompletionRule, true>> = {
  healing: true,
  suffixBlock: true,
  context: true,
  lineStop: true,
  blockStop: true,
  suffixStop: true,
  closerStop: true,
  repetitionStop: true,
  boundary: true,
  cursorLine: true,
  closedBracket: true,
  suffixOverlap: true,
  duplicateLine: true,
  repetition: true,
  indentation: true,
  brackets: true,
  syntax: true,
  blank: true,
  shakyTail: true,
  confidence: true,
  suffixGate: true,
};

export const ruleNames = Object.keys(rules) as readonly CompletionRule[];

/**
 * Returns the strategy of a name. `editor`: all rules. `raw`: the model alone, with the suffix.
 * `prefix`: the model alone, with the text before the cursor. `no-RULE`: all rules but one; several are
 * separated by commas.
 *
 * @throws Error that lists the names.
 */
export function strategyNamed(name: string, judgesBySuffix = false): Strategy {
  return { name, rulesOff: rulesOffBy(name), judgesBySuffix };
}

function rulesOffBy(name: string): readonly CompletionRule[] {
  if (name === 'editor') return [];
  if (name === 'prefix') return ruleNames;
  if (name === 'raw') return ruleNames.filter((rule) => rule !== 'suffixBlock');
  return name.split(',').map(ruleOff);
}

function ruleOff(name: string): CompletionRule {
  const rule = ruleNames.find((known) => name === `no-${known}`);
  if (rule === undefined) {
    throw new Error(
      `"${name}" is no strategy. They are editor, raw, prefix, and no-RULE for the rules ${ruleNames.join(', ')}.`,
    );
  }
  return rule;
}
