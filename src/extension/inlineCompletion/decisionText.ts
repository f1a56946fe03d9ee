import type { Decision, DecisionEvent } from '../../completion/suggestion/decisionLog.ts';
import { formatCount, formatMs, formatTokens } from '../display/completionFigures.ts';
import {
  droppedBecause,
  nothingBecause,
  refusedBecause,
  rejectedBecause,
} from './decisionReasons.ts';

/** Maximum number of lines that are quoted of a text. */
const maxLines = 8;

/**
 * Formats the last decisions as text, the newest first: for each a line with time, position and
 * cost, then its events as sentences, with the texts that they refer to.
 *
 * @param timeOf formats a time in the user's locale, from ms since 1970.
 */
export function decisionText(
  decisions: readonly Decision[],
  timeOf: (atMs: number) => string,
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
  return [...head, ...decisions.flatMap((decision) => ['', ...linesOf(decision, timeOf)]), ''].join(
    '\n',
  );
}

function linesOf({ atMs, place, times, events, cost }: Decision, timeOf: (atMs: number) => string) {
  const title = [
    timeOf(atMs).padEnd(8),
    `${place.file}:${place.line}`,
    ...(times > 1 ? [`${formatCount(times)} times`] : []),
    ...(cost
      ? [
          formatMs(cost.totalMs),
          `${formatTokens(cost.evaluatedTokens)} evaluated`,
          `${formatCount(cost.decodeSteps)} decoded`,
        ]
      : []),
  ];
  return [title.join('  '), ...events.flatMap(eventLines)];
}

function eventLines(event: DecisionEvent): string[] {
  const text = 'text' in event ? event.text : '';
  return [`  ${sentenceOf(event)}`, ...quoted(text)];
}

function sentenceOf(event: DecisionEvent): string {
  switch (event.kind) {
    case 'refused':
      return `Not requested: ${refusedBecause[event.rule]}.`;
    case 'asked':
      return askedSentence[event.by];
    case 'cancelled':
      return event.wasAsked
        ? 'Cancelled: you kept typing.'
        : 'Not requested: the next key came within the debounce delay.';
    case 'nothing':
      return `Nothing to show: ${nothingBecause[event.reason]}.`;
    case 'dropped':
      return `Discarded: ${droppedBecause[event.rule]}.`;
    case 'withheld':
      return 'Not shown: you rejected this suggestion here before. Alt+\\ shows it again.';
    case 'failed':
      return `Failed: ${event.message}`;
    case 'shown': {
      const from = event.source === 'cache' ? ', from an earlier suggestion' : '';
      return event.count > 1 ? `Shown${from}, the first of ${event.count}.` : `Shown${from}.`;
    }
    case 'accepted':
      return acceptedSentence[event.part];
    case 'rejected':
      return `Rejected: ${rejectedBecause[event.by]}. It is not suggested here again.`;
  }
}

const askedSentence = {
  typing: 'Requested while you typed.',
  person: 'Requested by you.',
  cycling: 'Alternatives requested by you.',
} as const;

const acceptedSentence = {
  word: 'Accepted a word of it.',
  line: 'Accepted a line of it.',
  whole: 'Accepted.',
} as const;

/** Returns the lines of a text as an indented quotation. */
function quoted(text: string): string[] {
  if (text === '') return [];
  const lines = text.split(/\r?\n/);
  const more = lines.length - maxLines;
  return [
    ...lines.slice(0, maxLines).map((line) => `    | ${line}`.trimEnd()),
    ...(more > 0 ? [`    and ${more} more ${more === 1 ? 'line' : 'lines'}`] : []),
  ];
}
