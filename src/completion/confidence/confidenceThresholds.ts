/**
 * Thresholds of the confidence filter for automatic completions. Set from editing traces: keystrokes
 * saved, and suggestions shown per 100 keys of which not even the first word was right, each as a
 * share of what showing everything gives (mean, and the worst trace). Probabilities are shares of the
 * 64 likeliest tokens. Five traces, both small models, 7,000 requests (0.5: six of the ten runs):
 *
 * | first | together | saved (least) | wrong (most) |
 * | ----: | -------: | ------------: | -----------: |
 * |   0.4 |     0.05 |     96 % (90) |    43 % (52) |
 * |  0.46 |     0.05 |     94 % (88) |    36 % (46) |
 * |   0.5 |     0.05 |     92 % (86) |    33 % (41) |
 *
 * `together` was chosen from four of the traces, and from the exact answers of js-ts-infilling's line-tail
 * that remain (120 cases, 17 without thresholds), when probabilities were those of the whole vocabulary:
 *
 * | first | together | saved (least) | wrong (most) | exact |
 * | ----: | -------: | ------------: | -----------: | ----: |
 * |   0.4 |     0.02 |     95 % (86) |    34 % (39) |    16 |
 * |   0.4 |     0.05 |     96 % (91) |    34 % (39) |    15 |
 * |   0.4 |      0.1 |     96 % (92) |    33 % (38) |    13 |
 *
 * Cutting less where a line would be complete was tried at 0.3 and 0.05 (product of the line's token
 * probabilities at least 0.003, or mean 0.6): it keeps one exact answer more, and shows 2 % more that is
 * wrong.
 */
export const confidenceThresholds = {
  /** Minimum probability of the first token after the cursor. */
  minFirstTokenProbability: 0.46,
  /** Minimum product of the probabilities of all tokens that are shown. */
  minSequenceProbability: 0.05,
  /**
   * Minimum length that is left of a text that was cut, in UTF-16 code units: accepting less saves no
   * key.
   */
  minLength: 2,
  /**
   * Minimum increase of the suffix's log-likelihood by the text, in nats per token. On 244 line-tail
   * cases of js-ts-infilling, both small models, 38 of 40 right texts increased it at all, and 163 of 204
   * others.
   */
  minSuffixGain: 0,
} as const;
