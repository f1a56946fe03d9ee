import type { WorkCounts } from '../../engine/protocol.ts';
import { formatCount } from '../display/completionFigures.ts';
import type { WorkRow, WorkView } from './cacheMessages.ts';

/** Formats the work counts as the rows of a table, in the order of the protocol, and their total. */
export function createWorkView(work: WorkCounts): WorkView {
  const purposes = Object.keys(labels) as (keyof WorkCounts)[];
  return {
    rows: purposes.map((purpose) => ({ ...labels[purpose], tokens: formatCount(work[purpose]) })),
    total: formatCount(purposes.reduce((sum, purpose) => sum + work[purpose], 0)),
  };
}

const labels: Readonly<Record<keyof WorkCounts, Omit<WorkRow, 'tokens'>>> = {
  prompt: { label: 'Prompts of requests' },
  prefetch: { label: 'Prompts ahead of requests' },
  repair: { label: 'Repair', about: 'windows completed or made exact again' },
  decode: { label: 'Generation for requests' },
  speculative: {
    label: 'Generation ahead of requests',
    about: 'the next line, the text after an acceptance',
  },
  discarded: { label: 'Discarded', about: 'rejected draft tokens, surplus tokens' },
};
