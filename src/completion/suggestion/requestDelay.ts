import { delayThresholds } from './delayThresholds.ts';

/** Input of the delay in addition to the rhythm, the answer times and the outcomes. */
export interface DelaySituation {
  /** Delay setting, in ms; 0: no delay. */
  readonly startMs: number;
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
  /** Logarithm of the product of the outcomes' factors at `#outcomeMs`. */
  #outcomes = 0;
  #outcomeMs = 0;

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
  sinceKeyMs(nowMs: number): number {
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
  recordPassedOver(nowMs: number): void {
    this.#recordOutcome(delayThresholds.outcomes.passedOver, nowMs);
  }

  /** Discards the answer times, because those of another model differ. */
  clearAnswers(): void {
    this.#answersMs = [];
    this.#isWaitingForPause = false;
  }

  /** Returns the delay in whole ms. */
  delayMs({ startMs, nowMs, isAwaited }: DelaySituation): number {
    if (isAwaited || startMs === 0) return 0;
    const factor = Math.exp(this.#outcomesAt(nowMs));
    if (!this.#isWaitingForPause) return Math.round(this.#shortMs(startMs) * factor);
    const minMs = Math.max(startMs, delayThresholds.pauseMs.min);
    return Math.round(Math.max(this.#pauseMs(startMs) * factor, minMs));
  }

  #shortMs(startMs: number): number {
    const { gaps, rhythmQuantile, shortFactor } = delayThresholds;
    if (this.#gapsMs.length < gaps.min) return startMs;
    const rhythmMs = quantile(this.#gapsMs, rhythmQuantile);
    return clamp(rhythmMs, startMs * shortFactor.min, startMs * shortFactor.max);
  }

  #pauseMs(startMs: number): number {
    const { pauseQuantile, pauseMs } = delayThresholds;
    const endOfTypingMs = quantile(this.#gapsMs, pauseQuantile);
    return Math.max(startMs, clamp(endOfTypingMs, pauseMs.min, pauseMs.max));
  }

  /**
   * Compares the answer times with the gaps between keys. Between the two thresholds the state stays
   * unchanged, so that it does not flip with each key.
   */
  #compareSpeeds(): void {
    const { gaps, answers, rhythmQuantile, minSlowFactor } = delayThresholds;
    if (this.#gapsMs.length < gaps.min || this.#answersMs.length < answers.min) return;
    const answerMs = quantile(this.#answersMs, 0.5);
    const medianGapMs = quantile(this.#gapsMs, 0.5);
    const slowMs = Math.max(quantile(this.#gapsMs, rhythmQuantile), medianGapMs * minSlowFactor);
    if (answerMs > slowMs) this.#isWaitingForPause = true;
    if (answerMs <= medianGapMs) this.#isWaitingForPause = false;
  }

  #recordOutcome(factor: number, nowMs: number): void {
    const { min, max } = delayThresholds.outcomes;
    const outcomes = this.#outcomesAt(nowMs) + Math.log(factor);
    this.#outcomes = clamp(outcomes, Math.log(min), Math.log(max));
    this.#outcomeMs = nowMs;
  }

  #outcomesAt(nowMs: number): number {
    const ageMs = Math.max(0, nowMs - this.#outcomeMs);
    return this.#outcomes * 2 ** (-ageMs / delayThresholds.outcomeHalfLifeMs);
  }
}

/** Returns the smallest value that more than `share` of the values do not exceed. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
