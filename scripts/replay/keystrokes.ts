/** A request of a trace, as far as the figures need it. */
export interface TypedRequest {
  /** The suggestion; '' for none. */
  readonly text: string;
  /** The text that the user typed next. */
  readonly expect: string;
  /** True when the user kept typing before the answer arrived: nothing new was shown. */
  readonly isCancelled: boolean;
  /** Text typed at the cursor since the previous request; null when anything else happened. */
  readonly typedText: string | null;
  /** Keys pressed for that text. An Enter with its indentation is one key. */
  readonly keys: number;
}

/** Value of suggestions to a user who types; docs/quality.md defines each figure. */
export interface KeystrokeFigures {
  /** Keys pressed for text. */
  readonly keys: number;
  /** Share of the keys saved by accepting the right part of each suggestion; null without keys. */
  readonly keystrokeSaving: number | null;
  /** Suggestions shown. One that the user types along counts once. */
  readonly suggestionsShown: number;
  readonly wrongShown: number;
  readonly wrongShownPer100Keys: number | null;
  /** Suggestions replaced by another one, or by none, while the user typed along. */
  readonly flickers: number;
}

/** Computes the figures from the requests of one trace, in order. */
export function measureKeystrokes(requests: readonly TypedRequest[]): KeystrokeFigures {
  const keys = requests.reduce((sum, request) => sum + request.keys, 0);
  const savedKeys = countSavedKeys(requests);
  const { shown, wrong, flickers } = countSuggestions(requests);
  return {
    keys,
    keystrokeSaving: keys === 0 ? null : savedKeys / keys,
    suggestionsShown: shown,
    wrongShown: wrong,
    wrongShownPer100Keys: keys === 0 ? null : (100 * wrong) / keys,
    flickers,
  };
}

/** Counts the keys saved when the right part of each suggestion is accepted. */
function countSavedKeys(requests: readonly TypedRequest[]): number {
  let savedKeys = 0;
  /** Accepted code units that the trace still types. */
  let acceptedUnits = 0;
  for (const { text, expect, isCancelled, typedText, keys } of requests) {
    if (typedText === null) acceptedUnits = 0;
    else if (acceptedUnits > 0) {
      // A step beyond the accepted text is typed as a whole.
      if (typedText.length <= acceptedUnits) savedKeys += keys;
      acceptedUnits = Math.max(0, acceptedUnits - typedText.length);
    }
    if (acceptedUnits > 0 || isCancelled) continue;
    const accepted = accept(text, expect);
    if (accepted.length - accepted.keys < 1) continue;
    savedKeys -= accepted.keys;
    acceptedUnits = accepted.length;
  }
  // The trace may end before the text of the last acceptance is typed.
  return Math.max(0, savedKeys);
}

/** The right part of a suggestion: its code units, and the keys that accept it. */
export interface Acceptance {
  readonly length: number;
  readonly keys: number;
}

/** Accepts a suggestion as a whole with one key, or else its lines and then its words, one key each. */
export function accept(text: string, expect: string): Acceptance {
  const correctLength = countCommonPrefix(text, expect);
  if (correctLength === text.length)
    return { length: correctLength, keys: correctLength === 0 ? 0 : 1 };
  let length = 0;
  let keys = 0;
  for (const piece of [/^.*\n/, nextWordPattern]) {
    for (;;) {
      const next = piece.exec(text.slice(length))?.[0].length ?? 0;
      if (next === 0 || length + next > correctLength) break;
      length += next;
      keys++;
    }
  }
  return { length, keys };
}

/** Next word, as VS Code accepts it: blanks, then letters or punctuation. */
export const nextWordPattern = /^\s*(?:[\p{L}\p{N}_]+|[^\p{L}\p{N}_\s]+)/u;

function countCommonPrefix(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}

function countSuggestions(requests: readonly TypedRequest[]) {
  const counts = { shown: 0, wrong: 0, flickers: 0 };
  /** The rest of the suggestion on the screen. */
  let rest = '';
  for (const { text, expect, isCancelled, typedText } of requests) {
    rest = typedText !== null && rest.startsWith(typedText) ? rest.slice(typedText.length) : '';
    if (isCancelled) continue;
    // A suggestion that has grown at its end is still the same one.
    const isSame = rest !== '' && text.startsWith(rest);
    if (rest !== '' && !isSame) counts.flickers++;
    if (text !== '' && !isSame) {
      counts.shown++;
      if (isWrong(text, expect)) counts.wrong++;
    }
    rest = text;
  }
  return counts;
}

/** Returns true when the first word is wrong, as far as the trace has the text that was typed. */
export function isWrong(text: string, expect: string): boolean {
  const word = nextWordPattern.exec(text)?.[0] ?? text;
  return countCommonPrefix(text, expect) < Math.min(word.length, expect.length);
}
