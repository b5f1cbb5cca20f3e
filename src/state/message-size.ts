/** How long a message may be: servers refuse, and some hang up on, a stanza beyond their limit. */

/**
 * Chromium cuts a WebSocket message at 128 KiB into fragments, and Prosody 13.0.1 loses its place in those: the message never
 * arrives, nor does anything after it. Well below what servers allow for a stanza (256 KiB). Octets.
 */
const stanzaLimit = 120 * 1024;
/** Beyond this a text is too long on any server. UTF-16 code units. */
export const longestText = stanzaLimit;
/** What every server takes (RFC 6120 §13.12). Octets. */
const leastLimit = 10_000;
/** Room for the element around the text: addresses, ids, receipts, markers. Octets. */
const envelope = 4 * 1024;

/** Octets of the text inside an element: UTF-8, with `&`, `<` and `>` written as entities. */
const octets = (text: string): number =>
  new TextEncoder().encode(text).length +
  (text.match(/&/g)?.length ?? 0) * 4 +
  (text.match(/[<>]/g)?.length ?? 0) * 3;

/** `serverLimit`: octets of the largest stanza that the server takes (XEP-0478), as far as it told. */
export const isTooLong = (text: string, serverLimit = Infinity): boolean => {
  const limit = Math.min(stanzaLimit, Math.max(leastLimit, serverLimit)) - envelope;
  // A code unit takes at most five octets ("&amp;"): short texts, nearly all, need no count.
  if (text.length * 5 <= limit) return false;
  return text.length > limit || octets(text) > limit;
};

/** The text as it is sent: without the blank lines before and the blanks behind; empty when nothing is left. */
export const sendable = (text: string): string => text.replace(/^(?:[ \t]*\n)+/, '').trimEnd();
