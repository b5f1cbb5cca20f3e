/** Reads an address as a person types or pastes it. */
import { bareOf, parseJid, type BareJid } from '#lib/jid.ts';
import { err, ok, type Result } from '#lib/result.ts';
import type { AddressFailure } from './app.ts';

/** An `xmpp:` link (RFC 5122) without its query; percent-encoding undone where it is sound. */
const withoutScheme = (text: string): string => {
  const match = /^xmpp:(?:\/\/[^/]*\/)?([^?#]*)/i.exec(text);
  if (match?.[1] === undefined) return text;
  try {
    return decodeURIComponent(match[1]);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
};

/** The bare address meant; what has neither `@` nor a dot is a name at `domain`, the sender's own or the operator's. */
export const readTypedAddress = (
  text: string,
  domain: string | undefined,
): Result<BareJid, Extract<AddressFailure, { kind: 'invalid-address' }>> => {
  const typed = withoutScheme(text.trim()).trim();
  const whole =
    domain !== undefined && !/[@./]/.test(typed) && typed !== domain ? `${typed}@${domain}` : typed;
  const jid = parseJid(whole);
  return jid.ok ? ok(bareOf(jid.value)) : err({ kind: 'invalid-address' });
};
