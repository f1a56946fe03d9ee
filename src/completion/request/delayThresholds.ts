/**
 * Numbers of the request delay (`requestDelay.ts`). Times are in ms; factors are multiples of the
 * delay that the setting names.
 */
export const delayThresholds = {
  /**
   * Gaps between keys that are needed before a rhythm is used, and gaps that are kept. Eight keys are
   * one or two words; fifty follow a change of rhythm within a line or two.
   */
  gaps: { min: 8, max: 50 },
  /** A longer gap is a pause to think, not part of the typing rhythm. */
  maxGapMs: 1000,
  /**
   * Answer times that are needed before the engine can count as slow, and answer times that are kept.
   * The first answers after a model was loaded evaluate a whole prompt, so one or two prove nothing.
   */
  answers: { min: 3, max: 20 },
  /** Quantile of the gaps that the short delay never exceeds: 30 % of the gaps are longer. */
  rhythmQuantile: 0.7,
  /** Quantile of the gaps that ends before a pause begins: the next key cancels 10 % of the requests. */
  pauseQuantile: 0.9,
  /**
   * The engine is slow from this multiple of the median gap on, and fast again at the median gap. The
   * distance keeps the state from changing with each key of a typist whose gaps are all alike.
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
   * Factors that outcomes multiply the delay by, and the bounds of their product. Typing past a
   * suggestion is weak evidence against it: three acceptances in ten suggestions balance it.
   */
  outcomes: { rejected: 1.5, passedOver: 1.1, accepted: 0.8, min: 0.5, max: 4 },
  /** Time after which an outcome counts half. */
  outcomeHalfLifeMs: 300_000,
} as const;
