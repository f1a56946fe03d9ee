import type { ContextPiece } from '../../completion/context/contextPiece.ts';
import type { Focus, Sources } from './sources.ts';

/** Maximum distance of a problem from the cursor, in lines. */
const nearLines = 3;
const maxProblems = 3;
const maxMessageLength = 300;

/** Returns the problems that are reported at the cursor, errors first, as one piece or none. */
export function diagnosticPieces(
  { document, line }: Focus,
  sources: Pick<Sources, 'problemsOf'>,
): ContextPiece[] {
  const near = sources
    .problemsOf(document)
    .filter(({ start, end }) => start <= line + nearLines && end >= line - nearLines)
    .toSorted((a, b) => rank(a.severity) - rank(b.severity) || a.start - b.start);
  const messages = new Set(
    near.map(({ severity, message }) => {
      const said = message.replace(/\s+/g, ' ').trim().slice(0, maxMessageLength);
      return `${severity === 'error' ? 'Error' : 'Warning'}: ${said}`;
    }),
  );
  if (messages.size === 0) return [];
  const text = [...messages].slice(0, maxProblems).join('\n');
  return [{ kind: 'diagnostic', path: '', text, why: 'Problems that are reported at the cursor.' }];
}

function rank(severity: 'error' | 'warning'): number {
  return severity === 'error' ? 0 : 1;
}
