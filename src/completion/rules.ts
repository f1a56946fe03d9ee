/**
 * What Tramontane does beyond asking the model and showing what it wrote, by name. Each rule can be
 * switched off for a request, so that its worth can be measured (`npm run eval`, docs/quality.md).
 */
export type CompletionRule =
  // How the model is asked.
  /** The torn end of the prefix is given back to the model as a constraint. */
  | 'healing'
  /** The prompt tells what stands behind the cursor. */
  | 'suffixBlock'
  /** The prompt tells of other files, and of cells above. */
  | 'context'
  // Where decoding stops.
  | 'lineStop'
  | 'blockStop'
  | 'suffixStop'
  | 'closerStop'
  | 'repetitionStop'
  // What of the text is shown: the filters of `postprocess/`.
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
  // Whether the model is sure enough.
  | 'shakyTail'
  | 'confidence'
  | 'suffixGate';
