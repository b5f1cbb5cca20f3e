/** Writing XML, and the two views of it: what goes out is well-formed and reads as the same tree. */
import { DOMParser } from '@xmldom/xmldom';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must } from '#test/builders.ts';
import {
  child,
  childrenOf,
  fromDom,
  parseXml,
  serialize,
  toXml,
  xml,
  type Xml,
  type XmlElement,
} from './dom.ts';

const dom = (text: string): XmlElement => {
  const root = new DOMParser().parseFromString(text, 'text/xml').documentElement;
  if (!root) throw new Error('no root');
  return fromDom(root);
};

const arbitraryText = fc.string({ unit: 'binary', maxLength: 30 });
const arbitraryNs = fc.constantFrom('', 'jabber:client', 'urn:x:1', 'urn:a&b"\'<>');
const arbitraryXml = fc.letrec<{ node: Xml }>((tie) => ({
  node: fc
    .record({
      name: fc.constantFrom('a', 'b', 'message', 'élan', 'x-1.2'),
      ns: arbitraryNs,
      attrs: fc.dictionary(
        fc.constantFrom('id', 'to', 'xml:lang', '__proto__', 'constructor'),
        arbitraryText,
      ),
      children: fc.array(fc.oneof({ maxDepth: 4 }, arbitraryText, tie('node')), { maxLength: 4 }),
    })
    .map(({ name, ns, attrs, children }) => xml(name, ns, attrs, ...children)),
})).node;

describe('serialize', () => {
  it('declares namespaces only where they change', () => {
    const stanza = xml(
      'message',
      'jabber:client',
      { to: 'a@b' },
      xml('body', 'jabber:client', {}, 'hi'),
      xml('x', 'urn:x', {}, xml('y', 'urn:x'), xml('z', '')),
    );
    expect(serialize(stanza)).toBe(
      '<message xmlns="jabber:client" to="a@b"><body>hi</body><x xmlns="urn:x"><y/><z xmlns=""/></x></message>',
    );
  });

  it('escapes text and attributes so that both survive', () => {
    const value = `<&>"' ]]> \t\n\r é \u{1f600}`;
    const again = must(parseXml(serialize(xml('a', '', { b: value }, value))));
    expect(again.attr('b')).toBe(value);
    expect(again.text()).toBe(value);
  });

  it('drops what XML 1.0 forbids', () => {
    const text = serialize(
      xml('a', '', { b: 'x\u0000\ud800y' }, 'x\u0000\u0008\ufffe\uffff\udc00\ud83dy\u{1f600}'),
    );
    expect(text).toBe('<a b="xy">xy\u{1f600}</a>');
  });

  it('leaves out undefined attributes and absent children', () => {
    expect(serialize(xml('a', '', { b: undefined, c: 0, d: false }, undefined, false, ''))).toBe(
      '<a c="0" d="false"/>',
    );
  });

  it('refuses names that are none', () => {
    expect(() => xml('a b', '')).toThrow(TypeError);
    expect(() => xml('a', '', { 'b="1" c': 'x' })).toThrow(TypeError);
    expect(() => xml('a', '', { xmlns: 'x' })).toThrow(TypeError);
  });

  it('writes what parseXml and a DOM read as the same tree', () => {
    fc.assert(
      fc.property(arbitraryXml, (tree) => {
        // A text of nothing but forbidden characters leaves an empty element behind: read it once.
        const text = serialize(must(parseXml(serialize(tree))));
        const again = must(parseXml(text));
        expect(serialize(again)).toBe(text);
        expect(serialize(toXml(dom(text)))).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it('does not recurse', () => {
    let deep = xml('a', '');
    for (let i = 0; i < 50_000; i++) deep = xml('a', '', {}, deep);
    expect(serialize(deep)).toHaveLength(50_000 * 7 + 4);
  });
});

describe('views', () => {
  const text = `<m xmlns='jabber:client' id='1' xml:lang='en'>a<body>x</body>b<body>y</body><body xmlns='evil'>z</body></m>`;
  it.each<[string, XmlElement]>([
    ['Xml', must(parseXml(text))],
    ['DOM', dom(text)],
  ])('%s: direct children by name and namespace, own text', (_, el) => {
    expect(el.attr('id')).toBe('1');
    expect(el.attr('xml:lang')).toBe('en');
    expect(el.attr('constructor')).toBeUndefined();
    expect(el.text()).toBe('ab');
    expect(child(el, 'body', 'jabber:client')?.text()).toBe('x');
    expect(childrenOf(el, 'body', 'jabber:client').map((one) => one.text())).toEqual(['x', 'y']);
    expect(child(el, 'body', 'evil')?.text()).toBe('z');
    expect(child(el, 'body', '')).toBeUndefined();
    expect(serialize(el)).toBe(
      '<m xmlns="jabber:client" id="1" xml:lang="en">a<body>x</body>b<body>y</body><body xmlns="evil">z</body></m>',
    );
  });

  it('copies no view of unknown making', () => {
    const stranger: XmlElement = {
      name: 'a',
      ns: '',
      attr: () => undefined,
      children: () => [],
      text: () => '',
    };
    expect(() => toXml(stranger)).toThrow(TypeError);
  });
});
