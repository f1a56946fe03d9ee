/** What the figures need to know of a request of a trace. */
export interface TypedRequest {
  /** What was suggested; '' for nothing. */
  readonly text: string;
  /** What the person went on to type. */
  readonly expect: string;
  /** Whether the person went on before the answer was there: nothing new was shown. */
  readonly isCancelled: boolean;
  /** What was typed at the cursor since the request before; null where something else happened. */
  readonly typed: string | null;
  /** Keys that were pressed for text since then. An Enter brings its indentation along. */
  readonly keys: number;
}

/** What suggestions are worth to somebody who types; docs/quality.md defines each. */
export interface KeystrokeFigures {
  /** Keys that were pressed for text. */
  readonly keys: number;
  /** Share of them that accepting what is right would save; null without keys. */
  readonly keystrokeSaving: number | null;
  /** Suggestions that were shown, each once while it is typed along. */
  readonly suggestionsShown: number;
  readonly wrongShown: number;
  readonly wrongShownPer100Keys: number | null;
  /** Suggestions that gave way to another one, or to nothing, while they were typed along. */
  readonly flickers: number;
}

/** Computes the figures from the requests of one trace, in order. */
export function keystrokeFigures(requests: readonly TypedRequest[]): KeystrokeFigures {
  const keys = requests.reduce((sum, request) => sum + request.keys, 0);
  const saved = savedKeys(requests);
  const { shown, wrong, flickers } = whatWasSeen(requests);
  return {
    keys,
    keystrokeSaving: keys === 0 ? null : saved / keys,
    suggestionsShown: shown,
    wrongShown: wrong,
    wrongShownPer100Keys: keys === 0 ? null : (100 * wrong) / keys,
    flickers,
  };
}

/** Keys that are saved when each suggestion is accepted as far as it is right. */
function savedKeys(requests: readonly TypedRequest[]): number {
  let saved = 0;
  /** Code units that were accepted and that the trace still types. */
  let ahead = 0;
  for (const { text, expect, isCancelled, typed, keys } of requests) {
    if (typed === null) ahead = 0;
    else if (ahead > 0) {
      // A step that goes beyond what was accepted is typed, all of it.
      if (typed.length <= ahead) saved += keys;
      ahead = Math.max(0, ahead - typed.length);
    }
    if (ahead > 0 || isCancelled) continue;
    const accepted = acceptance(text, expect);
    if (accepted.length - accepted.keys < 1) continue;
    saved -= accepted.keys;
    ahead = accepted.length;
  }
  // What the last acceptance gave is not typed any more in this trace.
  return Math.max(0, saved);
}

/** How far a suggestion is right, in code units that can be accepted, and the keys that it takes. */
export interface Acceptance {
  readonly length: number;
  readonly keys: number;
}

/** All of a suggestion with one key, else its lines and then its words, a key each. */
export function acceptance(text: string, expect: string): Acceptance {
  const right = commonLength(text, expect);
  if (right === text.length) return { length: right, keys: right === 0 ? 0 : 1 };
  let length = 0;
  let keys = 0;
  for (const piece of [/^.*\n/, nextWord]) {
    for (;;) {
      const next = piece.exec(text.slice(length))?.[0].length ?? 0;
      if (next === 0 || length + next > right) break;
      length += next;
      keys++;
    }
  }
  return { length, keys };
}

/** What the editor accepts as the next word: blanks, and letters or signs behind them. */
const nextWord = /^\s*(?:[\p{L}\p{N}_]+|[^\p{L}\p{N}_\s]+)/u;

function commonLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}

function whatWasSeen(requests: readonly TypedRequest[]) {
  const seen = { shown: 0, wrong: 0, flickers: 0 };
  /** What is left of the suggestion on the screen. */
  let left = '';
  for (const { text, expect, isCancelled, typed } of requests) {
    left = typed !== null && left.startsWith(typed) ? left.slice(typed.length) : '';
    if (isCancelled) continue;
    // A text that has grown at its end is the same one, of which more is known.
    const isSame = left !== '' && text.startsWith(left);
    if (left !== '' && !isSame) seen.flickers++;
    if (text !== '' && !isSame) {
      seen.shown++;
      if (isWrong(text, expect)) seen.wrong++;
    }
    left = text;
  }
  return seen;
}

/** Whether not even the first word is right, as far as it is known what the person wanted. */
export function isWrong(text: string, expect: string): boolean {
  const word = nextWord.exec(text)?.[0] ?? text;
  return commonLength(text, expect) < Math.min(word.length, expect.length);
}
