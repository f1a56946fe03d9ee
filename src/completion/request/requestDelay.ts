/** Gaps between keys are learned from once there are some; the latest count. */
const gaps = { least: 8, most: 50 };

/** A longer gap is no typing but thinking, in ms. */
const longestGapMs = 1000;

/** Answers whose time is remembered. */
const answersKept = 20;

/** The share of gaps that the wait outlasts: fewer of them end in a request that the next key ends. */
const outlasted = 0.7;

/**
 * What the person's judgements do to the wait, and how far that goes. Writing on past a text is no
 * strong word against it: with three acceptances of ten shown, it and they balance.
 */
const byJudgement = { rejected: 1.5, passedOver: 1.1, accepted: 0.8, least: 0.5, most: 4 };

/** A judgement counts half after this long, in ms. */
const halfLifeMs = 300_000;

/** What the wait depends on besides what was learned. */
export interface DelaySituation {
  /** The wait to begin with, in ms; the learned rhythm stays between half and four times of it. */
  readonly startMs: number;
  readonly nowMs: number;
  /** The person asked expressly, or has just accepted and reads on. */
  readonly isAwaited: boolean;
}

/**
 * How long the keyboard is to rest before a request. Learns the rhythm of the person's typing,
 * takes off what the engine needs anyway (nothing is shown before that), waits longer after
 * rejections and less long after acceptances.
 */
export class RequestDelay {
  #gapsMs: number[] = [];
  #lastKeyMs: number | undefined;
  #answersMs: number[] = [];
  /** Logarithm of the judgements' factor at `#judgedMs`. */
  #judgement = 0;
  #judgedMs = 0;

  /** A key was typed. */
  keyAt(nowMs: number): void {
    const gap = nowMs - (this.#lastKeyMs ?? -Infinity);
    this.#lastKeyMs = nowMs;
    if (gap >= 0 && gap <= longestGapMs) this.#gapsMs = [...this.#gapsMs, gap].slice(-gaps.most);
  }

  /** The engine answered after so long, in ms. */
  answeredIn(ms: number): void {
    this.#answersMs = [...this.#answersMs, ms].slice(-answersKept);
  }

  accepted(nowMs: number): void {
    this.#judge(byJudgement.accepted, nowMs);
  }

  /** A text was sent away, or its acceptance taken back. */
  rejected(nowMs: number): void {
    this.#judge(byJudgement.rejected, nowMs);
  }

  /** The person wrote something else than a text that was shown. */
  passedOver(nowMs: number): void {
    this.#judge(byJudgement.passedOver, nowMs);
  }

  /** Another model has other speed. */
  forgetAnswers(): void {
    this.#answersMs = [];
  }

  /** How long to wait, in ms. */
  delayMs({ startMs, nowMs, isAwaited }: DelaySituation): number {
    if (isAwaited || startMs === 0) return 0;
    const rhythm =
      this.#gapsMs.length < gaps.least
        ? startMs
        : clamp(quantile(this.#gapsMs, outlasted), startMs / 2, startMs * 4);
    const judgement = Math.exp(this.#judgementAt(nowMs));
    const engine = this.#answersMs.length === 0 ? 0 : quantile(this.#answersMs, 0.5);
    // What rejections add is felt however slow the engine is.
    const added = rhythm * Math.max(0, judgement - 1);
    return Math.round(Math.max(0, rhythm * Math.min(1, judgement) - engine) + added);
  }

  #judge(factor: number, nowMs: number): void {
    const { least, most } = byJudgement;
    const judgement = this.#judgementAt(nowMs) + Math.log(factor);
    this.#judgement = clamp(judgement, Math.log(least), Math.log(most));
    this.#judgedMs = nowMs;
  }

  #judgementAt(nowMs: number): number {
    return this.#judgement * 2 ** (-Math.max(0, nowMs - this.#judgedMs) / halfLifeMs);
  }
}

/** The value that `share` of the values don't exceed. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
