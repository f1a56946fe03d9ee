/** Quantities as text for the user. */

/** Formats bytes in decimal units, like disks and hubs: `4.37 GB`, `14.2 MB`, `512 bytes`. */
export function formatBytes(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(2)} GB`;
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)} MB`;
  if (bytes >= 1e3) return `${(bytes / 1e3).toFixed(1)} kB`;
  return `${String(bytes)} bytes`;
}

/** Formats a share as a whole percentage, rounded down: 100 % only when nothing is missing. */
export function formatShare(part: number, whole: number): string {
  return `${String(Math.floor((part / whole) * 100))} %`;
}

/**
 * Formats a duration: `40 s`, `12 min`, `1 h 5 min`. It is rounded up, so that a wait does not last
 * longer than announced.
 */
export function formatDuration(seconds: number): string {
  if (seconds <= 90) return `${String(Math.ceil(seconds))} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `${String(minutes)} min`;
  return `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min`;
}
