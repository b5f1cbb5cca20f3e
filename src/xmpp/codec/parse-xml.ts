/** A small strict reader of XML without a DOM: linear, bounded, never recursive; for tests, Node and workers. */
import { err, ok, type Result } from '#lib/result.ts';
import { inOneTurn } from '#lib/turns.ts';
import { Xml, type XmlNode } from './xml.ts';

export interface ParseError {
  /** `restricted`: a doctype, processing instruction or comment (RFC 6120 §11.1). */
  readonly kind: 'not-well-formed' | 'restricted' | 'too-large' | 'too-deep' | 'too-many';
  /** Offset in the text. */
  readonly at: number;
}

const maxDepth = 200;
/** Characters, and elements. A roster of tens of thousands of people, each in some groups, is one answer (RFC 6121 §2.1.4). */
const mostOfAnswer = { length: 8_388_608, elements: 60_000 } as const;
const mostOfOthers = { length: 1_048_576, elements: 5000 } as const;
/** Elements read in one turn: some milliseconds. */
const elementsOfTurn = 1000;
const maxAttributes = 1000;

const xmlNamespace = 'http://www.w3.org/XML/1998/namespace';
const xmlnsNamespace = 'http://www.w3.org/2000/xmlns/';

const nameStart = String.raw`[A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\u{10000}-\u{effff}]`;
const nameRest = String.raw`(?:${nameStart}|[\u0300-\u036f\u203f\u2040\xb7.0-9-])*`;
const ncName = `${nameStart}${nameRest}`;
const qName = `(?:(${ncName}):)?(${ncName})`;

const tagName = new RegExp(qName, 'uy');
const attribute = new RegExp(
  String.raw`[ \t\r\n]+${qName}[ \t\r\n]*=[ \t\r\n]*(?:"([^<"]*)"|'([^<']*)')`,
  'uy',
);
const tagEnd = /[ \t\r\n]*(\/?)>/y;
const closeEnd = /[ \t\r\n]*>/y;
const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const reference = /&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos));|&/g;
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

class Refusal extends Error {
  readonly why: ParseError;

  constructor(kind: ParseError['kind'], at: number) {
    super(kind);
    this.why = { kind, at };
  }
}

/** The prefixes declared on one element; those of its ancestors are found by going outwards. */
interface Scope {
  readonly declared: ReadonlyMap<string, string>;
  readonly outer?: Scope;
}

interface Open {
  readonly qualified: string;
  readonly name: string;
  readonly ns: string;
  readonly scope: Scope;
  readonly attributes: ReadonlyMap<string, string>;
  readonly nodes: XmlNode[];
}

interface RawAttribute {
  readonly prefix: string;
  readonly name: string;
  readonly value: string;
}

const isLegal = (code: number): boolean =>
  code <= 0x10ffff && !forbidden.test(String.fromCodePoint(code)) && !(code >= 0xd800 && code <= 0xdfff);

/** Replaces the five entities and character references (XML 1.0 §4.1); any other `&` refuses the text. */
const resolve = (raw: string, at: number): string =>
  raw.includes('&')
    ? raw.replace(reference, (whole: string, hex?: string, decimal?: string, entity?: string) => {
        if (entity !== undefined) return entities[entity] ?? '';
        const code =
          hex !== undefined ? parseInt(hex, 16) : decimal !== undefined ? parseInt(decimal, 10) : -1;
        if (whole === '&' || code < 0 || !isLegal(code)) throw new Refusal('not-well-formed', at);
        return String.fromCodePoint(code);
      })
    : raw;

/** What the opening tag of a text says. */
export interface RootTag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

class Reader {
  readonly #text: string;
  readonly #isAnswer: (root: RootTag) => boolean;
  #at = 0;
  #elements = 0;
  #mostElements: number = mostOfOthers.elements;
  readonly #open: Open[] = [];
  #root: Xml | undefined;

  constructor(text: string, isAnswer: (root: RootTag) => boolean) {
    this.#text = text;
    this.#isAnswer = isAnswer;
  }

  /** In turns. */
  *read(): Generator<undefined, Xml> {
    let turn = elementsOfTurn;
    while (this.#at < this.#text.length) {
      if (this.#text[this.#at] === '<') this.#markup();
      else this.#characters();
      if (this.#elements < turn) continue;
      turn += elementsOfTurn;
      yield;
    }
    if (!this.#root || this.#open.length > 0) throw this.#refusal();
    return this.#root;
  }

  #refusal(kind: ParseError['kind'] = 'not-well-formed'): Refusal {
    return new Refusal(kind, this.#at);
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match) this.#at = pattern.lastIndex;
    return match;
  }

  #characters(): void {
    const end = this.#text.indexOf('<', this.#at);
    const raw = this.#text.slice(this.#at, end === -1 ? undefined : end);
    const top = this.#open.at(-1);
    if (top) {
      if (raw.includes(']]>')) throw this.#refusal();
      top.nodes.push(resolve(raw.replace(/\r\n?/g, '\n'), this.#at));
    } else if (/[^ \t\r\n]/.test(raw)) throw this.#refusal();
    this.#at += raw.length;
  }

  #markup(): void {
    const next = this.#text[this.#at + 1];
    if (next === '/') this.#close();
    else if (next === '?') throw this.#refusal('restricted');
    else if (next !== '!') this.#element();
    else if (this.#text.startsWith('<![CDATA[', this.#at)) this.#cdata();
    else throw this.#refusal('restricted');
  }

  #cdata(): void {
    const top = this.#open.at(-1);
    const end = this.#text.indexOf(']]>', this.#at);
    if (!top || end === -1) throw this.#refusal();
    const raw = this.#text.slice(this.#at + '<![CDATA['.length, end);
    if (raw !== '') top.nodes.push(raw.replace(/\r\n?/g, '\n'));
    this.#at = end + 3;
  }

  #close(): void {
    this.#at += 2;
    const top = this.#open.pop();
    if (!top || !this.#text.startsWith(top.qualified, this.#at)) throw this.#refusal();
    this.#at += top.qualified.length;
    if (!this.#match(closeEnd)) throw this.#refusal();
    this.#finish(top);
  }

  #element(): void {
    if (this.#open.length === 0 && this.#root) throw this.#refusal();
    if (this.#open.length >= maxDepth) throw this.#refusal('too-deep');
    if (++this.#elements > this.#mostElements) throw this.#refusal('too-many');
    this.#at += 1;
    const tag = this.#match(tagName);
    if (!tag) throw this.#refusal();
    const raw: RawAttribute[] = [];
    for (let found = this.#match(attribute); found; found = this.#match(attribute)) {
      const value = resolve((found[3] ?? found[4] ?? '').replace(/\r\n|[\t\r\n]/g, ' '), this.#at);
      raw.push({ prefix: found[1] ?? '', name: found[2] ?? '', value });
      if (raw.length > maxAttributes) throw this.#refusal('too-many');
    }
    const end = this.#match(tagEnd);
    if (!end) throw this.#refusal();
    const scope = this.#declare(raw);
    const element: Open = {
      qualified: tag[0],
      name: tag[2] ?? '',
      ns: this.#namespace(tag[1] ?? '', scope),
      scope,
      attributes: this.#attributes(raw, scope),
      nodes: [],
    };
    if (this.#elements === 1) this.#begun(element);
    if (end[1] === '/') this.#finish(element);
    else this.#open.push(element);
  }

  /** How much may come is known from who sent it. */
  #begun(root: RootTag): void {
    const most = this.#isAnswer(root) ? mostOfAnswer : mostOfOthers;
    if (this.#text.length > most.length) throw new Refusal('too-large', most.length);
    this.#mostElements = most.elements;
    const bad = forbidden.exec(this.#text);
    if (bad) throw new Refusal('not-well-formed', bad.index);
  }

  /** The prefixes in force inside an element (Namespaces in XML 1.0 §3); `stream` is known from the start, as on a stream. */
  #declare(attributes: readonly RawAttribute[]): Scope {
    const outer = this.#open.at(-1)?.scope ?? initialScope;
    const own = new Map<string, string>();
    for (const { prefix, name, value } of attributes) {
      const declared = prefix === 'xmlns' ? name : prefix === '' && name === 'xmlns' ? '' : undefined;
      if (declared === undefined) continue;
      const isReserved =
        value === xmlnsNamespace || declared === 'xmlns' || (declared === 'xml') !== (value === xmlNamespace);
      if (isReserved || (declared !== '' && value === '')) throw this.#refusal();
      own.set(declared, value);
    }
    return own.size > 0 ? { declared: own, outer } : outer;
  }

  #namespace(prefix: string, scope: Scope): string {
    let ns: string | undefined;
    for (let at: Scope | undefined = scope; at && ns === undefined; at = at.outer)
      ns = at.declared.get(prefix);
    if (ns === undefined || prefix === 'xmlns') throw this.#refusal();
    return ns;
  }

  /** Keeps attributes without a namespace and those of `xml:`; others are checked and left out, codecs know none. */
  #attributes(raw: readonly RawAttribute[], scope: Scope): ReadonlyMap<string, string> {
    const kept = new Map<string, string>();
    const seen = new Set<string>();
    for (const { prefix, name, value } of raw) {
      const ns = prefix === '' || prefix === 'xmlns' ? prefix : this.#namespace(prefix, scope);
      const expanded = `${ns} ${name}`;
      if (seen.has(expanded)) throw this.#refusal();
      seen.add(expanded);
      if (prefix === 'xml') kept.set(`xml:${name}`, value);
      else if (prefix === '' && name !== 'xmlns') kept.set(name, value);
    }
    return kept;
  }

  #finish({ name, ns, attributes, nodes }: Open): void {
    const element = new Xml(name, ns, attributes, nodes);
    const parent = this.#open.at(-1);
    if (parent) parent.nodes.push(element);
    else this.#root = element;
  }
}

const initialScope: Scope = {
  declared: new Map([
    ['', ''],
    ['xml', xmlNamespace],
    ['stream', 'http://etherx.jabber.org/streams'],
  ]),
};

/**
 * Reads exactly one element, with the `stream` prefix declared beforehand. Refuses what XMPP forbids (RFC 6120 §11.1)
 * and what exceeds 1 MiB of UTF-16 units, 200 levels, 5,000 elements or 1,000 attributes on one element; of an answer
 * that was asked for, 8 MiB and 60,000 elements. Gives the turn back after each thousand elements.
 */
export function* readXml(
  text: string,
  isAnswer: (root: RootTag) => boolean = () => false,
): Generator<undefined, Result<Xml, ParseError>> {
  if (text.length > mostOfAnswer.length) return err({ kind: 'too-large', at: mostOfAnswer.length });
  try {
    return ok(yield* new Reader(text, isAnswer).read());
  } catch (error) {
    if (error instanceof Refusal) return err(error.why);
    throw error;
  }
}

/** In one turn. */
export const parseXml = (text: string): Result<Xml, ParseError> => inOneTurn(readXml(text));
