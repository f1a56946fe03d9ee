import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { takeLastLines } from '../runProgram.ts';

/** Returns the last lines that the extension has logged in this profile, one block per log file. */
export function readExtensionLogTail(profileFolder: string, lines: number): string {
  const logs = path.join(profileFolder, 'logs');
  if (!existsSync(logs)) return '';
  return readdirSync(logs, { recursive: true, encoding: 'utf8' })
    .filter((name) => /tramontane/i.test(name) && name.endsWith('.log'))
    .map((name) => takeLastLines(readFileSync(path.join(logs, name), 'utf8'), lines))
    .filter((text) => text !== '')
    .join('\n\n');
}
