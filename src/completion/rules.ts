/**
 * Rule that changes the prompt, ends the generation or filters the generated text. Each rule can be
 * disabled for a request, so that its effect can be measured (`npm run eval`, docs/quality.md).
 */
export type CompletionRule =
  // Prompt.
  /** The healed prefix constrains the first tokens (token healing). */
  | 'healing'
  /** The prompt contains the suffix. */
  | 'suffixBlock'
  /** The prompt contains text of other files, and of cells above. */
  | 'context'
  // Stop rules of the generation.
  | 'lineStop'
  | 'blockStop'
  | 'suffixStop'
  | 'closerStop'
  | 'repetitionStop'
  // Filters of `postprocess/`, which select the text that is shown.
  | 'boundary'
  | 'cursorLine'
  | 'closedBracket'
  | 'suffixOverlap'
  | 'duplicateLine'
  | 'repetition'
  | 'indentation'
  | 'brackets'
  | 'syntax'
  | 'blank'
  // Confidence filter and suffix-likelihood filter.
  | 'shakyTail'
  | 'confidence'
  | 'suffixGate';
