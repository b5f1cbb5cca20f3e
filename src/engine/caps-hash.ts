/** Whether an answer is what its caps hash stands for (XEP-0115 §5): needed where others announce one. */
import { formType, type DataForm } from '#xmpp/xep/0004-data-forms.ts';
import type { DiscoIdentity, DiscoInfo } from '#xmpp/xep/0030-disco.ts';
import type { Caps } from '#xmpp/xep/0115-caps.ts';

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
