import type { ContextPiece } from '../../completion/context/contextPiece.ts';
import type { CursorLocation, Sources } from './sources.ts';

/** Maximum distance of a problem from the cursor, in lines. */
const maxDistanceLines = 3;
const maxProblems = 3;
const maxMessageLength = 300;

/** Returns the problems that are reported at the cursor, errors first, as one piece or none. */
export function gatherDiagnosticPieces(
  { document, line }: CursorLocation,
  sources: Pick<Sources, 'getProblems'>,
): ContextPiece[] {
  const nearbyProblems = sources
    .getProblems(document)
    .filter(({ start, end }) => start <= line + maxDistanceLines && end >= line - maxDistanceLines)
    .toSorted((a, b) => rankSeverity(a.severity) - rankSeverity(b.severity) || a.start - b.start);
  const messages = new Set(
    nearbyProblems.map(({ severity, message }) => {
      const shortMessage = message.replace(/\s+/g, ' ').trim().slice(0, maxMessageLength);
      return `${severity === 'error' ? 'Error' : 'Warning'}: ${shortMessage}`;
    }),
  );
  if (messages.size === 0) return [];
  const text = [...messages].slice(0, maxProblems).join('\n');
  return [
    { kind: 'diagnostic', path: '', text, reason: 'Problems that are reported at the cursor.' },
  ];
}

function rankSeverity(severity: 'error' | 'warning'): number {
  return severity === 'error' ? 0 : 1;
}
