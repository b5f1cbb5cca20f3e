/** The codecs' door to XML: reads the browser's DOM through the five-method view; re-exports tree, reader and writer. */
import { writeXml, Xml, type XmlElement, type XmlNode } from './xml.ts';

export { child, childrenOf, Xml, xml, type XmlAttributes, type XmlElement, type XmlNode } from './xml.ts';
export { parseXml, readXml, type ParseError, type RootTag } from './parse-xml.ts';

/** What we use of a DOM's nodes: browsers have it, and every XML DOM for Node as well. */
interface DomNode {
  readonly nodeType: number;
  readonly nodeValue: string | null;
  readonly nextSibling: DomNode | null;
}

interface DomAttribute {
  readonly name: string;
  readonly value: string;
  readonly prefix: string | null;
  readonly namespaceURI: string | null;
}

export interface DomElement extends DomNode {
  readonly localName: string | null;
  readonly namespaceURI: string | null;
  readonly firstChild: DomNode | null;
  readonly attributes: { readonly length: number; item(index: number): DomAttribute | null };
  getAttribute(name: string): string | null;
}

const elementNode = 1;
const textNode = 3;
const cdataNode = 4;

class DomView implements XmlElement {
  readonly name: string;
  readonly ns: string;
  readonly #element: DomElement;
  #children: readonly DomView[] | undefined;

  constructor(element: DomElement) {
    this.#element = element;
    this.name = element.localName ?? '';
    this.ns = element.namespaceURI ?? '';
  }

  attr(name: string): string | undefined {
    return this.#element.getAttribute(name) ?? undefined;
  }

  children(): readonly DomView[] {
    this.#children ??= nodesOf(this.#element)
      .filter((node) => node.nodeType === elementNode)
      .map((node) => new DomView(node as DomElement));
    return this.#children;
  }

  text(): string {
    let text = '';
    for (const node of nodesOf(this.#element)) {
      if (node.nodeType === textNode || node.nodeType === cdataNode) text += node.nodeValue ?? '';
    }
    return text;
  }

  get element(): DomElement {
    return this.#element;
  }
}

const nodesOf = (element: DomElement): readonly DomNode[] => {
  const nodes: DomNode[] = [];
  for (let node = element.firstChild; node; node = node.nextSibling) nodes.push(node);
  return nodes;
};

/** Looks at a DOM element as codecs do; nothing is copied. */
export const fromDom = (element: DomElement): XmlElement => new DomView(element);

interface Copying {
  readonly element: DomElement;
  readonly nodes: XmlNode[];
  next: DomNode | null;
}

const attributesOf = (element: DomElement): ReadonlyMap<string, string> => {
  const attributes = new Map<string, string>();
  for (let i = 0; i < element.attributes.length; i++) {
    const attribute = element.attributes.item(i);
    if (!attribute || attribute.name === 'xmlns' || attribute.name.startsWith('xmlns:')) continue;
    if (attribute.namespaceURI === null || attribute.prefix === 'xml')
      attributes.set(attribute.name, attribute.value);
  }
  return attributes;
};

const startCopy = (element: DomElement): Copying => ({ element, nodes: [], next: element.firstChild });

/** Copies a DOM tree; bottom up with a stack of its own, since depth is the sender's choice. */
const copyDom = (root: DomElement): Xml => {
  const open = [startCopy(root)];
  for (;;) {
    const top = open.at(-1) ?? startCopy(root);
    const node = top.next;
    if (node) {
      top.next = node.nextSibling;
      if (node.nodeType === elementNode) open.push(startCopy(node as DomElement));
      else if (node.nodeType === textNode || node.nodeType === cdataNode)
        top.nodes.push(node.nodeValue ?? '');
      continue;
    }
    const { element, nodes } = top;
    const copy = new Xml(element.localName ?? '', element.namespaceURI ?? '', attributesOf(element), nodes);
    open.pop();
    const parent = open.at(-1);
    if (!parent) return copy;
    parent.nodes.push(copy);
  }
};

/** An immutable copy, for elements that outlive their document. Throws a TypeError for a view of unknown making. */
export const toXml = (el: XmlElement): Xml => {
  if (el instanceof Xml) return el;
  if (el instanceof DomView) return copyDom(el.element);
  throw new TypeError('not an element of this module');
};

/** Writes an element as a text that can stand alone: escaped, namespaces declared where they change. */
export const serialize = (el: XmlElement): string => writeXml(toXml(el));
