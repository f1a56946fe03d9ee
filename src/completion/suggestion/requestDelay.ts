import { delayThresholds } from './delayThresholds.ts';

/** Input of the delay in addition to the rhythm, the answer times and the outcomes. */
export interface DelayConditions {
  /** Delay setting, in ms; 0: no delay. */
  readonly baseDelayMs: number;
  readonly nowMs: number;
  /** True where the user invoked the request, or has just accepted a suggestion. */
  readonly isAwaited: boolean;
}

/**
 * Computes the time without a key that precedes a request. An engine that answers between two keys
 * receives its requests after a short delay. One that does not receives them when typing pauses, because
 * the next key would cancel an earlier request. Rejections lengthen the delay, acceptances shorten it. A
 * slower engine never makes it shorter.
 */
export class RequestDelay {
  #gapsMs: number[] = [];
  #lastKeyMs: number | undefined;
  #answersMs: number[] = [];
  #isWaitingForPause = false;
  /** Logarithm of the product of the outcomes' factors at `#lastOutcomeMs`. */
  #logFactor = 0;
  #lastOutcomeMs = 0;

  /** True while the engine's answers take longer than the gaps between keys. */
  get isWaitingForPause(): boolean {
    return this.#isWaitingForPause;
  }

  recordKey(nowMs: number): void {
    const { gaps, maxGapMs } = delayThresholds;
    const gapMs = nowMs - (this.#lastKeyMs ?? -Infinity);
    this.#lastKeyMs = nowMs;
    if (gapMs < 0 || gapMs > maxGapMs) return;
    this.#gapsMs = [...this.#gapsMs, gapMs].slice(-gaps.max);
    this.#compareSpeeds();
  }

  /** Returns the time since the last key, in ms; infinite where there was none. */
  getMsSinceKey(nowMs: number): number {
    return nowMs - (this.#lastKeyMs ?? -Infinity);
  }

  /** @param ms time from a request to an answer that reached a text or a decision. */
  recordAnswer(ms: number): void {
    this.#answersMs = [...this.#answersMs, ms].slice(-delayThresholds.answers.max);
    this.#compareSpeeds();
  }

  recordAcceptance(nowMs: number): void {
    this.#recordOutcome(delayThresholds.outcomes.accepted, nowMs);
  }

  /** Records that the user dismissed a suggestion, or reverted its acceptance. */
  recordRejection(nowMs: number): void {
    this.#recordOutcome(delayThresholds.outcomes.rejected, nowMs);
  }

  /** Records that the user typed text other than the suggestion that was shown. */
  recordIgnored(nowMs: number): void {
    this.#recordOutcome(delayThresholds.outcomes.ignored, nowMs);
  }

  /** Discards the answer times, because those of another model differ. */
  clearAnswers(): void {
    this.#answersMs = [];
    this.#isWaitingForPause = false;
  }

  /** Returns the delay in whole ms. */
  computeDelayMs({ baseDelayMs, nowMs, isAwaited }: DelayConditions): number {
    if (isAwaited || baseDelayMs === 0) return 0;
    const factor = Math.exp(this.#decayLogFactor(nowMs));
    if (!this.#isWaitingForPause) return Math.round(this.#computeShortMs(baseDelayMs) * factor);
    const minMs = Math.max(baseDelayMs, delayThresholds.pauseMs.min);
    return Math.round(Math.max(this.#computePauseMs(baseDelayMs) * factor, minMs));
  }

  #computeShortMs(baseDelayMs: number): number {
    const { gaps, rhythmQuantile, shortFactor } = delayThresholds;
    if (this.#gapsMs.length < gaps.min) return baseDelayMs;
    const rhythmMs = computeQuantile(this.#gapsMs, rhythmQuantile);
    return clamp(rhythmMs, baseDelayMs * shortFactor.min, baseDelayMs * shortFactor.max);
  }

  #computePauseMs(baseDelayMs: number): number {
    const { pauseQuantile, pauseMs } = delayThresholds;
    const endOfTypingMs = computeQuantile(this.#gapsMs, pauseQuantile);
    return Math.max(baseDelayMs, clamp(endOfTypingMs, pauseMs.min, pauseMs.max));
  }

  /**
   * Compares the answer times with the gaps between keys. Between the two thresholds the state stays
   * unchanged, so that it does not flip with each key.
   */
  #compareSpeeds(): void {
    const { gaps, answers, rhythmQuantile, minSlowFactor } = delayThresholds;
    if (this.#gapsMs.length < gaps.min || this.#answersMs.length < answers.min) return;
    const answerMs = computeQuantile(this.#answersMs, 0.5);
    const medianGapMs = computeQuantile(this.#gapsMs, 0.5);
    const slowMs = Math.max(
      computeQuantile(this.#gapsMs, rhythmQuantile),
      medianGapMs * minSlowFactor,
    );
    if (answerMs > slowMs) this.#isWaitingForPause = true;
    if (answerMs <= medianGapMs) this.#isWaitingForPause = false;
  }

  #recordOutcome(factor: number, nowMs: number): void {
    const { min, max } = delayThresholds.outcomes;
    const logFactor = this.#decayLogFactor(nowMs) + Math.log(factor);
    this.#logFactor = clamp(logFactor, Math.log(min), Math.log(max));
    this.#lastOutcomeMs = nowMs;
  }

  #decayLogFactor(nowMs: number): number {
    const ageMs = Math.max(0, nowMs - this.#lastOutcomeMs);
    return this.#logFactor * 2 ** (-ageMs / delayThresholds.outcomeHalfLifeMs);
  }
}

/** Returns the smallest value that more than `share` of the values do not exceed. */
function computeQuantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
