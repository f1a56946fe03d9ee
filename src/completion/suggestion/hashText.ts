/**
 * Returns a 53-bit fingerprint of a text, to compare texts without storing them. It has 32 bits of
 * FNV-1a, taken over UTF-16 code units, and 21 bits of another hash of the same units. It doesn't resist
 * deliberate collisions.
 */
export function hashText(text: string): number {
  let high = 0x811c9dc5;
  let low = 0x9747b28c;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x01000193);
    low = Math.imul(low ^ (unit + 0x9e37), 0x85ebca6b);
    low ^= low >>> 15;
  }
  return (high >>> 0) * 2 ** 21 + ((low >>> 0) & (2 ** 21 - 1));
}

/**
 * Returns a copy of a text in its own memory. A slice may reference the whole text that it was cut from:
 * a word would keep a document in memory.
 */
export function copyText(text: string): string {
  return Array.from({ length: text.length }, (_, index) => text.charAt(index)).join('');
}
