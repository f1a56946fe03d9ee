import type { FilterRule, StopRule } from './outcome.ts';

/** Rules that change the prompt. */
export type PromptRule =
  /** The healed prefix constrains the first tokens (token healing). */
  | 'healing'
  /** The prompt contains the suffix. */
  | 'suffixBlock'
  /** The prompt contains text of other files, and of cells above. */
  | 'context';

/**
 * Rule that can be disabled for a request, so that its effect can be measured (`npm run eval`,
 * docs/quality.md).
 */
export type CompletionRule = PromptRule | StopRule | FilterRule;

/**
 * Cause of a request, as in the VS Code API: the user invoked it, or the editor sent it automatically
 * while the user typed.
 */
export type CompletionTrigger = 'invoked' | 'automatic';

/** Filters that apply to automatic completions only: an invoked one shows unlikely text, too. */
const automaticOnlyRules: readonly CompletionRule[] = [
  'confidence',
  'confidentPrefix',
  'suffixLikelihood',
];

/** Returns the rules that don't apply to a request. */
export function resolveDisabledRules(
  trigger: CompletionTrigger,
  disabledRules: readonly CompletionRule[],
): readonly CompletionRule[] {
  return trigger === 'invoked' ? [...disabledRules, ...automaticOnlyRules] : disabledRules;
}
