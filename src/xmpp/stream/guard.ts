/** Stands before everything else: one bounded, well-formed, unrestricted element per frame, or a plain reason why not. */
import { fromDom, type XmlElement } from '../codec/dom.ts';

/** Longest frame in UTF-16 units; XEP-0478 limits of servers are below it. */
const maxLength = 1_048_576;
const maxDepth = 200;
const maxElements = 5000;
const maxAttributes = 10_000;

/** Well-formed as far as we know, but more than we take: the frame is dropped, the stream goes on. */
export type ContentProblem = 'too-large' | 'too-deep' | 'too-many-elements' | 'too-many-attributes';
/** The other side does not speak XML as XMPP allows it (RFC 6120 §11): the stream cannot go on. */
export type SyntaxProblem = 'binary' | 'restricted-xml' | 'not-well-formed' | 'not-one-element';

export type Frame =
  | { readonly kind: 'element'; readonly el: XmlElement }
  /** White space, the keep-alive of some servers. */
  | { readonly kind: 'blank' }
  /** `isStanza`: the server counts it, so must we (XEP-0198 §4). */
  | { readonly kind: 'dropped'; readonly reason: ContentProblem; readonly isStanza: boolean }
  | { readonly kind: 'broken'; readonly reason: SyntaxProblem };

/** Characters that XML 1.0 §2.2 forbids; some parsers let them pass. */
// eslint-disable-next-line no-control-regex -- naming the controls is the purpose
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
const stanzaStart = /^\s*<(?:message|presence|iq)[\s/>]/;

/**
 * Frames are fragments (RFC 7395 §3.3.3), and servers leave out declarations that a TCP stream would have made:
 * Prosody's stream errors lack that of the `stream` prefix. The wrapper makes both.
 */
const wrap = (text: string): string =>
  `<wrapper xmlns="jabber:client" xmlns:stream="http://etherx.jabber.org/streams">${text}</wrapper>`;
const wrapperLength = wrap('').length;

const cdataStart = '<![CDATA[';
const cdataEnd = ']]>';

/** Where the tag that begins at `from` ends, and how many attribute values it holds; -1 when it never ends. */
const scanTag = (text: string, from: number): { readonly end: number; readonly attributes: number } => {
  let attributes = 0;
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === '>') return { end: at, attributes };
    if (char !== '"' && char !== "'") continue;
    at = text.indexOf(char, at + 1);
    if (at === -1) return { end: -1, attributes };
    attributes++;
  }
  return { end: -1, attributes };
};

/**
 * Reads the markup of a text in one pass without building anything: what it declares (doctype, comment, processing
 * instruction) and how much of it there is. Says nothing of well-formedness beyond unfinished tags; the parser does.
 * `wrappers`: how many elements of our own the text has around the frame.
 */
export const scanMarkup = (text: string, wrappers = 0): ContentProblem | SyntaxProblem | undefined => {
  if (text.length > maxLength + wrappers * wrapperLength) return 'too-large';
  if (forbidden.test(text)) return 'not-well-formed';
  let depth = -wrappers;
  let elements = -wrappers;
  let attributes = 0;
  let excess: ContentProblem | undefined;
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', at)) {
    if (text.startsWith(cdataStart, at)) {
      at = text.indexOf(cdataEnd, at);
      if (at === -1) return 'not-well-formed';
      continue;
    }
    const next = text[at + 1];
    if (next === '!' || next === '?') return 'restricted-xml';
    const tag = scanTag(text, at);
    if (tag.end === -1) return 'not-well-formed';
    attributes += tag.attributes;
    if (next === '/') depth--;
    else {
      elements++;
      if (depth + 1 > maxDepth) excess ??= 'too-deep';
      if (text[tag.end - 1] !== '/') depth++;
    }
    if (elements > maxElements) excess ??= 'too-many-elements';
    if (attributes > maxAttributes) excess ??= 'too-many-attributes';
    at = tag.end;
  }
  return excess;
};

const isContentProblem = (problem: ContentProblem | SyntaxProblem): problem is ContentProblem =>
  problem.startsWith('too-');

const elementChildren = (parent: Element): readonly Element[] => {
  const found: Element[] = [];
  for (let node = parent.firstChild; node; node = node.nextSibling)
    if (node.nodeType === 1) found.push(node as Element);
  return found;
};

const parse = (text: string): Element | undefined => {
  try {
    return new DOMParser().parseFromString(wrap(text), 'text/xml').documentElement;
  } catch {
    // Browsers answer with a <parsererror> document; XML parsers of Node throw.
    return undefined;
  }
};

/** Judges one WebSocket message. Never throws, and parses at most once. */
export const vetFrame = (data: unknown): Frame => {
  if (typeof data !== 'string') return { kind: 'broken', reason: 'binary' };
  const problem = scanMarkup(data);
  if (problem !== undefined) {
    return isContentProblem(problem)
      ? { kind: 'dropped', reason: problem, isStanza: stanzaStart.test(data.slice(0, 200)) }
      : { kind: 'broken', reason: problem };
  }
  const root = parse(data);
  const tops = root ? elementChildren(root) : [];
  // Firefox replaces the root, Chromium adds <parsererror> directly below it; one deeper down is somebody's payload.
  if (root?.localName !== 'wrapper' || tops.some((each) => each.localName === 'parsererror')) {
    return { kind: 'broken', reason: 'not-well-formed' };
  }
  const [top] = tops;
  if (hasText(root) || tops.length > 1) return { kind: 'broken', reason: 'not-one-element' };
  return top ? { kind: 'element', el: fromDom(top) } : { kind: 'blank' };
};

/** Whether there is text beside the elements, white space excepted. */
const hasText = (parent: Element): boolean => {
  for (let node = parent.firstChild; node; node = node.nextSibling) {
    if (node.nodeType !== 1 && (node.nodeValue ?? '').trim() !== '') return true;
  }
  return false;
};

/** The part of the Trusted Types interface that we use; absent in browsers without it. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createHTML: (text: string, type: string, sink: string) => string },
  ): unknown;
}

/**
 * Lets texts reach `DOMParser.parseFromString`, which Trusted Types counts among the HTML sinks, and nothing else: the
 * policy is the page's `default`, and every other sink stays shut. Once per page; does nothing where there is no
 * Trusted Types.
 */
export const installXmlPolicy = (): void => {
  const { trustedTypes } = globalThis as {
    trustedTypes?: TrustedTypes & { readonly defaultPolicy?: unknown };
  };
  // A tab leads more than once in its life, and a second policy of the same name is refused.
  if ((trustedTypes?.defaultPolicy ?? null) !== null) return;
  trustedTypes?.createPolicy('default', {
    createHTML: (text, _type, sink) => {
      if (sink !== 'DOMParser parseFromString') throw new TypeError(`no text may become markup in ${sink}`);
      const problem = scanMarkup(text, 1);
      if (problem !== undefined) throw new TypeError(`refused by the XML filter: ${problem}`);
      return text;
    },
  });
};
