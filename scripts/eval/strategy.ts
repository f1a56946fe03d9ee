import type { CompletionRule } from '../../src/completion/rules.ts';

/** A set of enabled rules: all of them, or all but some. */
export interface Strategy {
  readonly name: string;
  readonly disabledRules: readonly CompletionRule[];
  /** True where the suffix-likelihood filter also applies on the CPU, where the editor doesn't use it. */
  readonly shouldFilterBySuffixOnCpu: boolean;
}

/** All rules; the type requires each of them. */
const rules: Readonly<Record<CompletionRule, true>> = {
  healing: true,
  suffixBlock: true,
  context: true,
  lineEnd: true,
  blockEnd: true,
  suffixReached: true,
  closerReached: true,
  repetition: true,
  boundary: true,
  cursorLine: true,
  closers: true,
  suffixOverlap: true,
  duplicateLine: true,
  repeatedLines: true,
  indentation: true,
  brackets: true,
  syntax: true,
  blank: true,
  confidentPrefix: true,
  confidence: true,
  suffixLikelihood: true,
};

export const ruleNames = Object.keys(rules) as readonly CompletionRule[];

/**
 * Returns the strategy of a name. `editor`: all rules. `raw`: the model alone, with the suffix.
 * `prefix`: the model alone, with the text before the cursor. `no-RULE`: all rules but one; several are
 * separated by commas.
 *
 * @throws Error that lists the names.
 */
export function parseStrategy(name: string, shouldFilterBySuffixOnCpu = false): Strategy {
  return { name, disabledRules: parseDisabledRules(name), shouldFilterBySuffixOnCpu };
}

function parseDisabledRules(name: string): readonly CompletionRule[] {
  if (name === 'editor') return [];
  if (name === 'prefix') return ruleNames;
  if (name === 'raw') return ruleNames.filter((rule) => rule !== 'suffixBlock');
  return name.split(',').map(parseRule);
}

function parseRule(name: string): CompletionRule {
  const rule = ruleNames.find((ruleName) => name === `no-${ruleName}`);
  if (rule === undefined) {
    throw new Error(
      `"${name}" is no strategy. They are editor, raw, prefix, and no-RULE for the rules ${ruleNames.join(', ')}.`,
    );
  }
  return rule;
}
