/**
 * Thresholds of the request delay (`requestDelay.ts`). Times are in ms; factors are multiples of the
 * delay setting.
 */
export const delayThresholds = {
  /**
   * Number of gaps between keys that are needed before a rhythm is used, and number that is kept. Eight
   * keys are one or two words; fifty follow a change of rhythm within a line or two.
   */
  gaps: { min: 8, max: 50 },
  /** Maximum gap between keys of a typing rhythm. A longer gap is a pause to think. */
  maxGapMs: 1000,
  /**
   * Number of answer times that are needed before the engine can count as slow, and number that is kept.
   * The first answers after a model was loaded evaluate a whole prompt, so one or two are not
   * representative.
   */
  answers: { min: 3, max: 20 },
  /** Quantile of the gaps that the short delay never exceeds: 30 % of the gaps are longer. */
  rhythmQuantile: 0.7,
  /** Quantile of the gaps after which a pause begins: the next key cancels 10 % of the requests. */
  pauseQuantile: 0.9,
  /**
   * Multiple of the median gap from which the engine counts as slow. It counts as fast again at the
   * median gap; the distance prevents the state from changing with each key where all gaps are alike.
   */
  minSlowFactor: 1.25,
  /** Bounds of the short delay. */
  shortFactor: { min: 0.5, max: 1 },
  /**
   * Bounds of the delay that waits for a pause, in ms, before rejections lengthen it; a longer setting
   * is used as it is.
   */
  pauseMs: { min: 75, max: 300 },
  /**
   * Factors by which outcomes multiply the delay, and the bounds of their product. Typing past a
   * suggestion is weak evidence against it: three acceptances in ten suggestions balance it.
   */
  outcomes: { rejected: 1.5, ignored: 1.1, accepted: 0.8, min: 0.5, max: 4 },
  /** Half-life of the weight of an outcome. */
  outcomeHalfLifeMs: 300_000,
} as const;
