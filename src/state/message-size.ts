/** How long a message may be: servers refuse, and some hang up on, a stanza beyond their limit. */

/**
 * Chromium cuts a WebSocket message at 128 KiB into fragments, and Prosody 13.0.1 loses its place in those: the message never
 * arrives, nor does anything after it. Well below what servers allow for a stanza (256 KiB). Octets.
 */
const stanzaLimit = 120 * 1024;
/** Room for the element around the text: addresses, ids, receipts, markers. Octets. */
const envelope = 4 * 1024;

/** Octets of the text inside an element: UTF-8, with `&`, `<` and `>` written as entities. */
const octets = (text: string): number =>
  new TextEncoder().encode(text).length +
  (text.match(/&/g)?.length ?? 0) * 4 +
  (text.match(/[<>]/g)?.length ?? 0) * 3;

export const isTooLong = (text: string): boolean => {
  const limit = stanzaLimit - envelope;
  // A code unit takes at most five octets ("&amp;"): short texts, nearly all, need no count.
  if (text.length * 5 <= limit) return false;
  return text.length > limit || octets(text) > limit;
};

/** The text as it is sent: without the blank lines before and the blanks behind; empty when nothing is left. */
export const sendable = (text: string): string => text.replace(/^(?:[ \t]*\n)+/, '').trimEnd();
