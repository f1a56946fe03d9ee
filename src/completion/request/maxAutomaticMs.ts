/**
 * Time after which an automatic request is answered with the words that are there, in ms from its
 * arrival in the engine. People who pause at all often pause for a second; a text that comes later is
 * seldom seen before the next key.
 */
export const maxAutomaticMs = 800;
