/** XML as a value: the reading view that codecs see, an immutable tree for writing, and the writer. */

/** Five ways to look at an element; names are local names, look-ups are never by prefix and never deeper than asked. */
export interface XmlElement {
  readonly name: string;
  /** Namespace, '' for none. */
  readonly ns: string;
  attr(name: string): string | undefined;
  /** Child elements in document order. */
  children(): readonly XmlElement[];
  /** The element's own character data, without that of its children. */
  text(): string;
}

export type XmlAttributes = Readonly<Record<string, string | number | boolean | undefined>>;
export type XmlNode = Xml | string;

const legalName = /^[\p{L}_][\p{L}\p{N}\p{M}_.\-\u00b7]*$/u;
const legalAttribute = /^(?:xml:)?[\p{L}_][\p{L}\p{N}\p{M}_.\-\u00b7]*$/u;

/** An immutable element. Attributes have no namespace, save those of the `xml:` prefix. */
export class Xml implements XmlElement {
  readonly name: string;
  readonly ns: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly nodes: readonly XmlNode[];
  #children: readonly Xml[] | undefined;

  /** Throws a TypeError for a name that XML does not allow: names are never remote input unless a parser checked them. */
  constructor(name: string, ns: string, attributes: ReadonlyMap<string, string>, nodes: readonly XmlNode[]) {
    if (!legalName.test(name)) throw new TypeError('not an element name');
    this.name = name;
    this.ns = ns;
    this.attributes = attributes;
    this.nodes = nodes;
  }

  attr(name: string): string | undefined {
    return this.attributes.get(name);
  }

  children(): readonly Xml[] {
    this.#children ??= this.nodes.filter((node) => typeof node !== 'string');
    return this.#children;
  }

  text(): string {
    return this.nodes.filter((node) => typeof node === 'string').join('');
  }
}

/** Builds an element; attributes that are undefined and children that are undefined, false or empty text are left out. */
export const xml = (
  name: string,
  ns: string,
  attrs: XmlAttributes = {},
  ...children: readonly (XmlNode | undefined | false)[]
): Xml => {
  const attributes = new Map<string, string>();
  for (const [key, value] of Object.entries(attrs)) {
    if (value === undefined) continue;
    if (!legalAttribute.test(key) || key === 'xmlns') throw new TypeError('not an attribute name');
    attributes.set(key, String(value));
  }
  return new Xml(
    name,
    ns,
    attributes,
    children.filter((node): node is XmlNode => node !== undefined && node !== false && node !== ''),
  );
};

/** Characters that XML 1.0 §2.2 forbids even as references: most controls, lone surrogates, U+FFFE and U+FFFF. */
const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
  // Some readers take these for line ends, as XML 1.1 does and more.
  '\u0085': '&#133;',
  '\u2028': '&#8232;',
  '\u2029': '&#8233;',
};
const refer = (character: string): string => references[character] ?? character;
const escapeText = (text: string): string =>
  text.replace(forbidden, '').replace(/[&<>\r\u0085\u2028\u2029]/g, refer);
const escapeAttribute = (text: string): string =>
  text.replace(forbidden, '').replace(/[&<>"'\t\n\r\u0085\u2028\u2029]/g, refer);

const startTag = (el: Xml, scope: string): string => {
  let tag = `<${el.name}`;
  if (el.ns !== scope) tag += ` xmlns="${escapeAttribute(el.ns)}"`;
  for (const [key, value] of el.attributes) tag += ` ${key}="${escapeAttribute(value)}"`;
  return el.nodes.length === 0 ? `${tag}/>` : `${tag}>`;
};

/** Writes a tree; a namespace is declared only where it changes, forbidden characters are dropped. Does not recurse. */
export const writeXml = (root: Xml): string => {
  let out = startTag(root, '');
  const open = root.nodes.length > 0 ? [{ el: root, next: 0 }] : [];
  for (let top = open.at(-1); top; top = open.at(-1)) {
    const node = top.el.nodes[top.next++];
    if (node === undefined) {
      out += `</${top.el.name}>`;
      open.pop();
    } else if (typeof node === 'string') {
      out += escapeText(node);
    } else {
      out += startTag(node, top.el.ns);
      if (node.nodes.length > 0) open.push({ el: node, next: 0 });
    }
  }
  return out;
};

/** The first direct child of that name and namespace. */
export const child = (el: XmlElement, name: string, ns: string): XmlElement | undefined =>
  el.children().find((one) => one.name === name && one.ns === ns);

/** All direct children of that name and namespace. */
export const childrenOf = (el: XmlElement, name: string, ns: string): readonly XmlElement[] =>
  el.children().filter((one) => one.name === name && one.ns === ns);
