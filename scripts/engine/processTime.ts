import { readFile } from 'node:fs/promises';

/** Clock ticks per second in `/proc`: Linux reports 100 to programs, whatever the kernel uses. */
const ticksPerSecond = 100;

/** Returns the CPU seconds of a process and its threads; null where `/proc` doesn't report them. */
export async function readCpuSeconds(processId: number | undefined): Promise<number | null> {
  if (process.platform !== 'linux' || processId === undefined) return null;
  const stat = await readFile(`/proc/${processId}/stat`, 'utf8').catch(() => undefined);
  return stat === undefined ? null : parseCpuSeconds(stat);
}

/**
 * Returns user and system time from the text of `/proc/PID/stat`; null for another text.
 *
 * @see proc(5): utime and stime are fields 14 and 15. The name in field 2 may contain blanks.
 */
export function parseCpuSeconds(stat: string): number | null {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user, system] = [Number(fields[11]), Number(fields[12])];
  return Number.isFinite(user + system) ? (user + system) / ticksPerSecond : null;
}

/** Returns the CPU seconds between two readings; null where one is missing. */
export function subtractSeconds(later: number | null, earlier: number | null): number | null {
  return later === null || earlier === null ? null : later - earlier;
}
