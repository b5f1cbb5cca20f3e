/** Hostile elements: whatever stands in them, no codec throws, and what it accepts it writes and reads again. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must } from '#test/builders.ts';
import { codecs } from '#test/codecs.ts';
import { parseXml, serialize, Xml, xml, type XmlNode } from '../codec/dom.ts';
import { decodeIq } from '../core/iq.ts';
import { decodeMessage } from '../core/message.ts';
import { decodePresence } from '../core/presence.ts';
import { hintsOf } from './0334-hints.ts';
import { trustedStanzaId } from './0359-stanza-ids.ts';
import { bare } from '#test/builders.ts';

const folder = join(import.meta.dirname, 'fixtures');
const seeds = readdirSync(folder).flatMap((number) =>
  readdirSync(join(folder, number))
    .filter((file) => file.endsWith('.xml'))
    .map((file) => must(parseXml(readFileSync(join(folder, number, file), 'utf8').trim()))),
);

const walk = (el: Xml): readonly Xml[] => [el, ...el.children().flatMap(walk)];
const known = seeds.flatMap(walk);
const names = [...new Set([...known.map((el) => el.name), 'message', 'presence', 'iq', 'body', 'error'])];
const namespaces = [...new Set([...known.map((el) => el.ns), 'jabber:client', '', 'urn:evil'])];
const attributes = [
  ...new Set([...known.flatMap((el) => [...el.attributes.keys()]), 'from', 'to', 'type', '__proto__']),
];
const values = [
  ...new Set(known.flatMap((el) => [...el.attributes.values(), el.text()])),
  ...[
    '-1',
    '1e999',
    'NaN',
    '4294967296',
    '__proto__',
    'constructor',
    '9999-99-99T99:99:99Z',
    '@',
    'a@b/\u0000',
    '\ud800',
  ],
];

const value = fc.oneof(fc.constantFrom(...values), fc.string({ unit: 'binary', maxLength: 40 }));
const tree = fc.letrec<{ node: Xml }>((tie) => ({
  node: fc
    .record({
      name: fc.constantFrom(...names),
      ns: fc.constantFrom(...namespaces),
      attrs: fc.dictionary(fc.constantFrom(...attributes), value, { maxKeys: 5 }),
      children: fc.array(fc.oneof({ maxDepth: 4 }, value, tie('node')), { maxLength: 5 }),
    })
    .map(({ name, ns, attrs, children }) => xml(name, ns, attrs, ...children)),
})).node;

/** A fixture with one thing changed at a random place: an attribute, a text, a child doubled, dropped or replaced. */
const mutant = fc
  .record({
    seed: fc.constantFrom(...seeds),
    place: fc.nat(),
    kind: fc.constantFrom('attribute', 'drop-attributes', 'text', 'double', 'drop', 'insert', 'rename'),
    key: fc.constantFrom(...attributes),
    text: value,
    other: tree,
    name: fc.constantFrom(...names),
  })
  .map(({ seed, place, kind, key, text, other, name }) => {
    const at = place % walk(seed).length;
    let index = -1;
    const change = (el: Xml): readonly XmlNode[] => {
      const isHere = ++index === at;
      const nodes = el.nodes.flatMap((node) => (typeof node === 'string' ? [node] : change(node)));
      if (!isHere) return [new Xml(el.name, el.ns, el.attributes, nodes)];
      const same = new Xml(el.name, el.ns, el.attributes, nodes);
      if (kind === 'attribute')
        return [new Xml(el.name, el.ns, new Map([...el.attributes, [key, text]]), nodes)];
      if (kind === 'drop-attributes') return [new Xml(el.name, el.ns, new Map(), nodes)];
      if (kind === 'text') return [new Xml(el.name, el.ns, el.attributes, [text])];
      if (kind === 'double') return [same, same];
      if (kind === 'drop') return [];
      if (kind === 'insert') return [new Xml(el.name, el.ns, el.attributes, [...nodes, other])];
      return [new Xml(name, el.ns, el.attributes, nodes)];
    };
    const [first] = change(seed);
    return first instanceof Xml ? first : seed;
  });

const all = [...codecs].flatMap(([number, named]) =>
  [...named].map(([name, codec]) => ({ number, name, codec })),
);

const holds = (el: Xml): void => {
  for (const { number, name, codec } of all) {
    const decoded = codec.decode(el);
    if (!codec.matches(el)) expect(decoded.ok).toBe(false);
    if (!decoded.ok) {
      expect(decoded.error.path).not.toBe('');
      continue;
    }
    const again = codec.decode(must(parseXml(serialize(codec.encode(decoded.value)))));
    expect(again.ok, `${number} ${name}: ${serialize(el)}`).toBe(true);
  }
  for (const decode of [decodeMessage, decodePresence, decodeIq]) decode(el);
  hintsOf(el);
  trustedStanzaId(el, bare('juliet@capulet.lit'), true);
};

describe('no input makes a codec throw', { timeout: 60_000 }, () => {
  it('changed fixtures', () => {
    fc.assert(fc.property(mutant, holds), { numRuns: 1000 });
  });

  it('trees of known words', () => {
    fc.assert(fc.property(tree, holds), { numRuns: 500 });
  });

  it('X15: nothing reached a prototype', () => {
    for (const { codec } of all) for (const seed of seeds) codec.decode(seed);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>)['jid']).toBeUndefined();
  });
});
