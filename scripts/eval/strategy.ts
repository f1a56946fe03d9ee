import type { CompletionRule } from '../../src/completion/rules.ts';

/** A way of using Tramontane: with all rules, or without some. */
export interface Strategy {
  readonly name: string;
  readonly rulesOff: readonly CompletionRule[];
  /** Whether the suffix judges on a processor too, where the editor doesn't wait for it. */
  readonly judgesBySuffix: boolean;
}

/** All rules; the compiler misses none. */
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
 * `editor`: everything. `raw`: the model alone, told of the suffix. `prefix`: the model alone, told
 * of what stands before the cursor. `no-RULE`: everything but a rule; several with commas.
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
