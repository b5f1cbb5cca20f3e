/** XMPP addresses: checked and normalised once, so that two equal addresses are equal strings (RFC 7622). */
import type { Brand } from './brand.ts';
import { asciiDomain, normalizeDomain } from './domain.ts';
import { err, ok, type Result } from './result.ts';

/** `[local@]domain`, normalised. */
export type BareJid = Brand<string, 'BareJid'>;
/** `[local@]domain/resource`, normalised. */
export type FullJid = Brand<string, 'FullJid'>;
export type Jid = BareJid | FullJid;

export type JidError =
  | { readonly kind: 'empty' }
  | { readonly kind: 'too-long' }
  | { readonly kind: 'bad-local' }
  | { readonly kind: 'bad-domain' }
  | { readonly kind: 'bad-resource' }
  | { readonly kind: 'has-resource' };

/** RFC 7622 §3: octets of UTF-8 in each part. */
const maxOctets = 1023;

/**
 * What a local part may not hold: RFC 7622 §3.3.1, then blanks, controls, private use, lone surrogates and all
 * format characters (bidi controls, zero-width). Stricter than PRECIS in refusing joiners, looser in admitting symbols.
 */
const forbiddenInLocal = /["&'/:<>@\s\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{Co}]/u;
/** Resources are opaque (RFC 7622 §3.4): blanks and joined emoji are fine, controls and lone surrogates are not. */
const forbiddenInResource = /[\p{Cc}\p{Cs}]/u;
/** Full-width and half-width forms: PRECIS maps them before anything is compared (RFC 8265 §3.3.1). */
const wideForms = /[\u3000\uff00-\uffef]/g;

const fits = (part: string): boolean =>
  part.length * 3 <= maxOctets ||
  (part.length <= maxOctets && new TextEncoder().encode(part).length <= maxOctets);

const normalizeLocal = (local: string): Result<string, JidError> => {
  const mapped = local
    .replace(wideForms, (wide) => wide.normalize('NFKC'))
    .toLowerCase()
    .normalize('NFC');
  if (mapped === '' || forbiddenInLocal.test(mapped)) return err({ kind: 'bad-local' });
  return fits(mapped) ? ok(mapped) : err({ kind: 'too-long' });
};

const normalizeResource = (resource: string): Result<string, JidError> => {
  const mapped = resource.normalize('NFC');
  if (mapped === '' || forbiddenInResource.test(mapped)) return err({ kind: 'bad-resource' });
  return fits(mapped) ? ok(mapped) : err({ kind: 'too-long' });
};

const parseBarePart = (text: string): Result<BareJid, JidError> => {
  const at = text.indexOf('@');
  const domain = normalizeDomain(text.slice(at + 1));
  if (domain === undefined) return err({ kind: 'bad-domain' });
  if (!fits(domain)) return err({ kind: 'too-long' });
  if (at === -1) return ok(domain as BareJid);
  const local = normalizeLocal(text.slice(0, at));
  return local.ok ? ok(`${local.value}@${domain}` as BareJid) : local;
};

/** Reads an address with or without a resource. Blanks around it are an error: trim what a person typed. */
export const parseJid = (text: string): Result<Jid, JidError> => {
  if (text === '') return err({ kind: 'empty' });
  if (text.length > 3 * maxOctets + 2) return err({ kind: 'too-long' });
  const slash = text.indexOf('/');
  const bare = parseBarePart(slash === -1 ? text : text.slice(0, slash));
  if (slash === -1 || !bare.ok) return bare;
  const resource = normalizeResource(text.slice(slash + 1));
  return resource.ok ? ok(`${bare.value}/${resource.value}` as FullJid) : resource;
};

/** Reads an address that must not have a resource. */
export const parseBareJid = (text: string): Result<BareJid, JidError> => {
  const jid = parseJid(text);
  if (!jid.ok) return jid;
  return isFull(jid.value) ? err({ kind: 'has-resource' }) : ok(jid.value);
};

export const isFull = (jid: Jid): jid is FullJid => jid.includes('/');

/** The address without its resource. */
export const bareOf = (jid: Jid): BareJid => {
  const slash = jid.indexOf('/');
  return (slash === -1 ? jid : jid.slice(0, slash)) as BareJid;
};

/** The part before the `@`; absent for a server's or component's own address. */
export const localOf = (jid: Jid): string | undefined => {
  const bare = bareOf(jid);
  const at = bare.indexOf('@');
  return at === -1 ? undefined : bare.slice(0, at);
};

export const domainOf = (jid: Jid): string => {
  const bare = bareOf(jid);
  return bare.slice(bare.indexOf('@') + 1);
};

export const resourceOf = (jid: Jid): string | undefined => {
  const slash = jid.indexOf('/');
  return slash === -1 ? undefined : jid.slice(slash + 1);
};

/** Joins a bare address and a resource of our own choosing; throws a RangeError when the resource is not a legal one. */
export const fullJid = (bare: BareJid, resource: string): FullJid => {
  const part = normalizeResource(resource);
  if (!part.ok) throw new RangeError(`not a resource: ${part.error.kind}`);
  return `${bare}/${part.value}` as FullJid;
};

/** The address with its domain in A-labels (`xn--…`): for URLs, and to unmask look-alike domains. */
export const asciiForm = (jid: Jid): string => {
  const domain = domainOf(jid);
  const local = localOf(jid);
  const resource = resourceOf(jid);
  const host = asciiDomain(domain) ?? domain;
  return (local === undefined ? '' : `${local}@`) + host + (resource === undefined ? '' : `/${resource}`);
};
