import os from 'node:os';

/** Busy times of the CPUs and of this process since the machine started, in ms. */
export interface CpuSample {
  readonly atMs: number;
  /** Time that any CPU was busy, summed over all. */
  readonly busyMs: number;
  /** Part of it that this process used. */
  readonly processMs: number;
}

export function sampleCpus(): CpuSample {
  let busyMs = 0;
  for (const { times } of os.cpus()) busyMs += times.user + times.nice + times.sys + times.irq;
  const processUsage = process.cpuUsage();
  return {
    atMs: performance.now(),
    busyMs,
    processMs: (processUsage.user + processUsage.system) / 1000,
  };
}

/**
 * Load of other processes that leaves a core usable, in cores: that of an editor between two keys.
 * With more load llama.cpp's threads delay each other, since they wait in spin loops.
 */
const maxToleratedLoad = 0.35;

/**
 * Returns the number of threads that the machine has room for: physical cores less those that other
 * processes keep busy. On an idle machine these are all cores: two threads evaluate prompts 1.9
 * times and decode 1.65 times as fast as one (docs/cache.md, "Threads").
 *
 * @param before an earlier sample.
 * @param now a later one.
 * @param physicalCores cores of the machine; two hyper-threads of one core are one.
 * @returns at least 1.
 */
export function countFreeCores(before: CpuSample, now: CpuSample, physicalCores: number): number {
  const wallMs = Math.max(1, now.atMs - before.atMs);
  const otherLoad =
    Math.max(0, now.busyMs - before.busyMs - (now.processMs - before.processMs)) / wallMs;
  return Math.min(
    physicalCores,
    Math.max(1, Math.floor(physicalCores - otherLoad + maxToleratedLoad)),
  );
}
