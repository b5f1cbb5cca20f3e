/** Links in text that people wrote: found in linear time, and only of kinds that are safe to follow. */
import { LinkifyIt, type Match } from 'linkify-it';
import { stripBidi } from './text.ts';

export interface Link {
  /** First and past-the-last code unit in the text. */
  readonly start: number;
  readonly end: number;
  /** Safe to put into an `href`; normalised, hosts as A-labels. */
  readonly href: string;
  /** Where it leads, for showing beside a text that may say something else; '' when there is no host. */
  readonly host: string;
}

const allowedSchemes = new Set(['https:', 'http:', 'xmpp:', 'mailto:', 'geo:', 'tel:']);

/** Longer than any link people send; what follows stays text. */
const maxLinkLength = 4096;
/** A text of more links than this is not meant to be read. */
const maxLinks = 500;

/** The rest of a link whose scheme is followed by anything but blanks; closing punctuation is the sentence's. */
const tail =
  (allowed: RegExp) =>
  (text: string, at: number): number => {
    allowed.lastIndex = at;
    const found = allowed.exec(text)?.[0] ?? '';
    let length = found.length;
    while (length > 0 && '.,;:!?\'")]}>'.includes(found[length - 1] ?? '')) length--;
    return length;
  };

const finder = new LinkifyIt({ fuzzyLink: true, fuzzyEmail: true, fuzzyIP: false, maxLength: maxLinkLength })
  .add('ftp:', null)
  .add('//', null)
  .add('xmpp:', { validate: tail(/[^\s<>"`]{1,1000}/y) })
  .add('geo:', { validate: tail(/-?\d{1,3}(?:\.\d{1,12})?,-?\d{1,3}(?:\.\d{1,12})?[\w.,;=%-]{0,200}/y) })
  .add('tel:', { validate: tail(/\+?\d[\d().-]{1,30}/y) });

const hostOf = (url: URL): string => {
  if (url.host !== '') return url.host;
  const address = /^[^?;/]*@([^?;/]+)/.exec(url.pathname) ?? /^([^?;/@]+)/.exec(url.pathname);
  return url.protocol === 'xmpp:' || url.protocol === 'mailto:' ? (address?.[1] ?? '') : '';
};

/** The link as it may be followed, or undefined when its scheme is not one of the allowed. */
const safeUrl = (text: string): URL | undefined => {
  const clean = stripBidi(text);
  if (!URL.canParse(clean)) return undefined;
  const url = new URL(clean);
  return allowedSchemes.has(url.protocol) ? url : undefined;
};

/** Whether an address from anywhere may become a link. */
export const isSafeHref = (href: string): boolean => safeUrl(href) !== undefined;

const toLink = (match: Match): Link | undefined => {
  const url = safeUrl(match.schema === '' ? `https://${match.raw}` : match.url);
  return url && { start: match.index, end: match.lastIndex, href: url.href, host: hostOf(url) };
};

/** A text without any of these has no links. */
const hint = /[:@]|\S\.\S/;

/** The links of a text in order, never overlapping. */
export const findLinks = (text: string): readonly Link[] => {
  if (!hint.test(text)) return [];
  const links: Link[] = [];
  for (const match of finder.match(text) ?? []) {
    const link = toLink(match);
    if (link) links.push(link);
    if (links.length === maxLinks) break;
  }
  return links;
};
