/**
 * XEP-0115: Entity Capabilities, version 1.6.0
 *
 * Left out: the legacy format without `hash` (§11) and the server's stripping of repeated annotations, which asks
 * nothing of a client. Stricter than §5.4: an answer in which any text holds `<` is ill-formed, for `<` is what joins
 * the parts of the hashed text, and with it two different answers can be made to share a hash.
 */
import type { Codec } from '../codec/codec.ts';
import { element } from '../codec/element.ts';
import { attr } from '../codec/field.ts';
import { nonEmpty } from '../codec/value.ts';
import { formType, type DataForm } from './0004-data-forms.ts';
import type { DiscoIdentity, DiscoInfo } from './0030-disco.ts';

export const capsNs = 'http://jabber.org/protocol/caps';

export interface Caps {
  /** Name of the hash function, as IANA spells it in lower case: `sha-1`. */
  readonly hash: string;
  /** A URI of the software. */
  readonly node: string;
  /** Base64 of the hash. */
  readonly ver: string;
}

export const caps: Codec<Caps> = element('c', capsNs, {
  hash: attr('hash', nonEmpty),
  node: attr('node', nonEmpty),
  ver: attr('ver', nonEmpty),
});

export type CapsVerdict = 'verified' | 'mismatch' | 'ill-formed' | 'unknown-hash';

const algorithms = new Map([
  ['sha-1', 'SHA-1'],
  ['sha-256', 'SHA-256'],
  ['sha-384', 'SHA-384'],
  ['sha-512', 'SHA-512'],
]);

/** "i;octet" order (RFC 4790 §9.3) of UTF-8 is the order of code points, which code units do not keep. */
const byOctets = (a: string, b: string): number => {
  const left = new TextEncoder().encode(a);
  const right = new TextEncoder().encode(b);
  for (let i = 0; i < left.length && i < right.length; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
};

const identityLine = ({ category, type, lang = '', name = '' }: DiscoIdentity): string =>
  `${category}/${type}/${lang}/${name}`;

/** Only forms with a hidden FORM_TYPE count (§5.4 step 3.6). */
const countedForms = (info: DiscoInfo): readonly DataForm[] =>
  info.forms.filter((form) =>
    form.fields.some(
      (field) => field.var === 'FORM_TYPE' && field.type === 'hidden' && field.values.length > 0,
    ),
  );

const formParts = (form: DataForm): string[] => [
  formType(form) ?? '',
  ...form.fields
    .filter((field) => field.var !== 'FORM_TYPE')
    .sort((a, b) => byOctets(a.var ?? '', b.var ?? ''))
    .flatMap((field) => [field.var ?? '', ...[...field.values].sort(byOctets)]),
];

/** The text that is hashed (§5.1). */
export const capsString = (info: DiscoInfo): string =>
  [
    ...info.identities.map(identityLine).sort(byOctets),
    ...[...info.features].sort(byOctets),
    ...[...countedForms(info)]
      .sort((a, b) => byOctets(formType(a) ?? '', formType(b) ?? ''))
      .flatMap(formParts),
  ]
    .map((part) => `${part}<`)
    .join('');

const hasRepetition = (texts: readonly string[]): boolean => new Set(texts).size < texts.length;

/** §5.4 steps 3.3 to 3.5, and no `<` anywhere. */
export const isWellFormed = (info: DiscoInfo): boolean => {
  const forms = countedForms(info);
  const texts = [...info.identities.map(identityLine), ...info.features, ...forms.flatMap(formParts)];
  return !(
    texts.some((text) => text.includes('<')) ||
    hasRepetition(info.identities.map(identityLine)) ||
    hasRepetition(info.features) ||
    hasRepetition(forms.map((form) => formType(form) ?? '')) ||
    forms.some((form) =>
      form.fields.some((field) => field.var === 'FORM_TYPE' && new Set(field.values).size > 1),
    )
  );
};

const hashOf = async (info: DiscoInfo, algorithm: string): Promise<string> => {
  const digest = await crypto.subtle.digest(algorithm, new TextEncoder().encode(capsString(info)));
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
};

/** The verification string of what we announce ourselves: SHA-1 in Base64, which all implementations know (§9.1). */
export const computeVer = (info: DiscoInfo): Promise<string> => hashOf(info, 'SHA-1');

/**
 * Judges an answer by the announced hash (§5.4). Only `verified` may be shared between addresses; every other verdict
 * holds for the answering address alone, and `ill-formed` for none.
 */
export const verifyCaps = async (announced: Caps, info: DiscoInfo): Promise<CapsVerdict> => {
  if (!isWellFormed(info)) return 'ill-formed';
  const algorithm = algorithms.get(announced.hash.toLowerCase());
  if (algorithm === undefined) return 'unknown-hash';
  return (await hashOf(info, algorithm)) === announced.ver ? 'verified' : 'mismatch';
};

/** The node to ask for what a hash stands for (§6.2). */
export const capsNode = (announced: Pick<Caps, 'node' | 'ver'>): string =>
  `${announced.node}#${announced.ver}`;
