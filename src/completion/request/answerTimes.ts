/**
 * Time after which an automatic request is answered with the words that are there, in ms from its
 * arrival in the engine. People who pause at all often pause for a second; a text that comes later is
 * seldom seen before the next key.
 */
export const maxAutomaticMs = 800;

/**
 * The same for clients that request the rest of such an answer, in ms from the last key. Typists leave
 * 120 to 200 ms between two keys, and what comes later the next key cancels. Of the keys of two sessions
 * paced as recorded (Qwen2.5-Coder 0.5B) 28 and 61 % are saved with 100 ms, 21 and 58 % with 800.
 */
const maxFirstWordsMs = 100;

/** Returns the time of a request for the first words of a text, in ms from its arrival in the engine. */
export function firstWordsMs(sinceKeyMs: number): number {
  return Math.max(0, maxFirstWordsMs - sinceKeyMs);
}

/**
 * Returns the time of a request for more of a text, in ms from its arrival: until more is shown before
 * the next key, and after that the longer the longer the user has paused, so that the text grows in
 * few steps.
 */
export function moreWordsMs(sinceKeyMs: number): number {
  const isTyping = sinceKeyMs < maxFirstWordsMs;
  return isTyping ? firstWordsMs(sinceKeyMs) : Math.min(maxAutomaticMs, sinceKeyMs);
}
