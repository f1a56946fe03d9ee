import os from 'node:os';

/** What the processors had done since the machine started, and this process with them, in ms. */
export interface ProcessorSample {
  readonly atMs: number;
  /** All time that any processor was busy with anything. */
  readonly busyMs: number;
  /** The part of it that was this process. */
  readonly ownMs: number;
}

export function sampleProcessors(): ProcessorSample {
  let busyMs = 0;
  for (const { times } of os.cpus()) busyMs += times.user + times.nice + times.sys + times.irq;
  const own = process.cpuUsage();
  return { atMs: performance.now(), busyMs, ownMs: (own.user + own.system) / 1000 };
}

/**
 * How many threads leave the machine usable: llama.cpp's threads wait for each other in spin
 * loops, and one that has to share its core holds up all of them (measured on two cores: with all
 * cores taken, decoding falls to a tenth as soon as anything else runs).
 *
 * @param before an earlier sample.
 * @param now a later one.
 * @param physicalCores cores of the machine; two hyper-threads of one core are one.
 * @returns physical cores that other processes left free, minus room for the editor, at least 1.
 */
export function freeCores(
  before: ProcessorSample,
  now: ProcessorSample,
  physicalCores: number,
): number {
  const wallMs = Math.max(1, now.atMs - before.atMs);
  const others = Math.max(0, now.busyMs - before.busyMs - (now.ownMs - before.ownMs)) / wallMs;
  const editorShare = 0.5;
  return Math.min(physicalCores, Math.max(1, Math.floor(physicalCores - others - editorShare)));
}
