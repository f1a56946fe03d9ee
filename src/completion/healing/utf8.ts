/**
 * Returns the UTF-8 of a text as a byte string, a character for each byte. Half a surrogate pair becomes
 * U+FFFD, as in all encoders.
 */
export function encodeUtf8(text: string): string {
  let bytes = '';
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += encodeCodePoint(point >= 0xd800 && point <= 0xdfff ? 0xfffd : point);
  }
  return bytes;
}

function encodeCodePoint(point: number): string {
  if (point < 0x80) return String.fromCharCode(point);
  const last = 0x80 | (point & 0x3f);
  if (point < 0x800) return String.fromCharCode(0xc0 | (point >> 6), last);
  const third = 0x80 | ((point >> 6) & 0x3f);
  if (point < 0x10000) return String.fromCharCode(0xe0 | (point >> 12), third, last);
  const second = 0x80 | ((point >> 12) & 0x3f);
  return String.fromCharCode(0xf0 | (point >> 18), second, third, last);
}

/** Returns whether a character of a byte string begins a character of its text. */
export function startsCharacter(byte: string): boolean {
  return (byte.charCodeAt(0) & 0xc0) !== 0x80;
}
