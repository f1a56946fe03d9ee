import type { Decision, DecisionEvent } from '../../completion/suggestion/decisionLog.ts';
import { formatCount, formatMs, formatTokens } from '../display/completionFigures.ts';
import { describeOutcome } from '../display/outcomeText.ts';

/** Maximum number of lines that are quoted of a text. */
const maxQuotedLines = 8;

/**
 * Formats the last decisions as text, the newest first: for each a line with time, position and
 * cost, then its events as sentences, with the texts that they refer to.
 *
 * @param formatTime formats a time in the user's locale, from ms since 1970.
 */
export function formatDecisions(
  decisions: readonly Decision[],
  formatTime: (atMs: number) => string,
): string {
  const head = [
    'The latest completions and why they were shown or not, the newest first.',
    'The list is kept in memory only, until this window is closed.',
  ];
  if (decisions.length === 0) {
    return [...head, '', 'There are none yet: type something in a file, or press Alt+\\.', ''].join(
      '\n',
    );
  }
  return [
    ...head,
    ...decisions.flatMap((decision) => ['', ...formatDecision(decision, formatTime)]),
    '',
  ].join('\n');
}

function formatDecision(
  { atMs, location, repeatCount, events, cost }: Decision,
  formatTime: (atMs: number) => string,
) {
  const title = [
    formatTime(atMs).padEnd(8),
    `${location.file}:${location.line}`,
    ...(repeatCount > 1 ? [`${formatCount(repeatCount)} times`] : []),
    ...(cost
      ? [
          formatMs(cost.totalMs),
          `${formatTokens(cost.evaluatedTokens)} evaluated`,
          `${formatCount(cost.decodeSteps)} decoded`,
        ]
      : []),
  ];
  return [title.join('  '), ...events.flatMap(formatEvent)];
}

function formatEvent(event: DecisionEvent): string[] {
  return [`  ${describeEvent(event)}`, ...quoteLines(findQuotedText(event))];
}

/** Returns the text that an event refers to; '' if there is none. */
function findQuotedText(event: DecisionEvent): string {
  if (event.kind !== 'outcome') return 'text' in event ? event.text : '';
  return event.outcome.stage === 'request' ? '' : (event.outcome.text ?? '');
}

function describeEvent(event: DecisionEvent): string {
  switch (event.kind) {
    case 'requested':
      return requestSentences[event.by];
    case 'outcome':
      return describeOutcome(event.outcome);
    case 'shown': {
      const sourceNote = event.source === 'cache' ? ', from an earlier suggestion' : '';
      return event.count > 1
        ? `Shown${sourceNote}, the first of ${event.count}.`
        : `Shown${sourceNote}.`;
    }
    case 'accepted':
      return acceptanceSentences[event.part];
  }
}

const requestSentences = {
  typing: 'Requested while you typed.',
  command: 'Requested by you.',
  cycling: 'Alternatives requested by you.',
} as const;

const acceptanceSentences = {
  word: 'Accepted a word of it.',
  line: 'Accepted a line of it.',
  whole: 'Accepted.',
} as const;

/** Returns the lines of a text as an indented quotation. */
function quoteLines(text: string): string[] {
  if (text === '') return [];
  const lines = text.split(/\r?\n/);
  const omittedLines = lines.length - maxQuotedLines;
  return [
    ...lines.slice(0, maxQuotedLines).map((line) => `    | ${line}`.trimEnd()),
    ...(omittedLines > 0
      ? [`    and ${omittedLines} more ${omittedLines === 1 ? 'line' : 'lines'}`]
      : []),
  ];
}
