/** Every fixture: the XML decodes to the JSON through both views and is what the JSON encodes to; texts read as they should. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOMParser } from '@xmldom/xmldom';
import { describe, expect, it } from 'vitest';
import { must } from '#test/builders.ts';
import { codecs, modules } from '#test/codecs.ts';
import type { Codec } from '../codec/codec.ts';
import { fromDom, parseXml, serialize, Xml, xml, type XmlElement } from '../codec/dom.ts';

interface Fixture {
  /** The name of the codec in its file. */
  readonly codec: string;
  readonly value?: unknown;
  /** The reason for which it must not decode, and the path that the error tells. */
  readonly refuses?: string;
  readonly path?: string;
  /** Why what is written differs from the XML of the fixture. */
  readonly readOnly?: string;
}

/** For an extension that is about texts, not elements: what its function makes of each. */
interface Texts {
  /** The name of the function in its file. */
  readonly reads: string;
  /** Pairs of a text and what comes of it; nothing is `null`, numbers are as close as the specification gives them. */
  readonly texts: readonly (readonly [string, unknown])[];
}

const folder = join(import.meta.dirname, 'fixtures');
const pairs = readdirSync(folder).flatMap((number) =>
  readdirSync(join(folder, number))
    .filter((file) => file.endsWith('.xml'))
    .map((file) => {
      const stem = join(folder, number, file.slice(0, -'.xml'.length));
      return {
        number,
        name: file.slice(0, -'.xml'.length),
        text: readFileSync(`${stem}.xml`, 'utf8').trim(),
        fixture: JSON.parse(readFileSync(`${stem}.json`, 'utf8')) as Fixture,
      };
    }),
);

const texts = readdirSync(folder).flatMap((number) => {
  const files = readdirSync(join(folder, number)).filter((file) => file.endsWith('.json'));
  return files.flatMap((file) => {
    const fixture = JSON.parse(readFileSync(join(folder, number, file), 'utf8')) as Partial<Texts>;
    const { reads, texts: examples = [] } = fixture;
    return reads === undefined ? [] : examples.map(([text, value]) => ({ number, reads, text, value }));
  });
});

const codecOf = (number: string, name: string): Codec<unknown> => {
  const codec = codecs.get(number)?.get(name);
  if (!codec) throw new Error(`no codec ${name} in ${number}`);
  return codec;
};

/** Stanzas inside of values stand in JSON as `{"$xml": "…"}`. */
const toJson = (value: unknown): unknown => {
  if (value instanceof Xml) return { $xml: serialize(canonical(value)) };
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value !== 'object' || value === null) return value;
  const isElement = 'children' in value && typeof value.children === 'function';
  if (isElement) return { $xml: serialize(canonical(must(parseXml(serialize(value as XmlElement))))) };
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, toJson(one)]));
};

const fromJson = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(fromJson);
  if (typeof value !== 'object' || value === null) return value;
  if ('$xml' in value) return must(parseXml(String(value.$xml)));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fromJson(one)]));
};

/** Attributes in order of their names, no white space between elements. */
const canonical = (el: Xml): Xml => {
  const attributes = Object.fromEntries([...el.attributes].sort(([a], [b]) => (a < b ? -1 : 1)));
  const nodes = el.nodes
    .filter((node) => typeof node !== 'string' || el.children().length === 0 || node.trim() !== '')
    .map((node) => (typeof node === 'string' ? node : canonical(node)));
  return xml(el.name, el.ns, attributes, ...nodes);
};

const viaDom = (text: string): XmlElement => {
  const root = new DOMParser().parseFromString(text, 'text/xml').documentElement;
  if (!root) throw new Error('no root');
  return fromDom(root);
};

describe.each(pairs)('$number/$name', ({ number, text, fixture }) => {
  const codec = codecOf(number, fixture.codec);
  const views: readonly (readonly [string, XmlElement])[] = [
    ['Xml', must(parseXml(text))],
    ['DOM', viaDom(text)],
  ];

  if (fixture.refuses !== undefined) {
    it.each(views)('is refused through %s', (_, el) => {
      const error = { kind: 'decode', path: fixture.path, reason: fixture.refuses };
      expect(codec.decode(el)).toEqual({ ok: false, error });
    });
    return;
  }

  it.each(views)('decodes through %s', (_, el) => {
    expect(codec.matches(el)).toBe(true);
    const decoded = codec.decode(el);
    expect(toJson(must(decoded))).toStrictEqual(toJson(fromJson(fixture.value)));
  });

  it(fixture.readOnly === undefined ? 'encodes' : `is read again after writing (${fixture.readOnly})`, () => {
    const encoded = codec.encode(fromJson(fixture.value));
    const again = must(parseXml(serialize(encoded)));
    expect(toJson(must(codec.decode(again)))).toStrictEqual(toJson(fromJson(fixture.value)));
    const isSame = serialize(canonical(again)) === serialize(canonical(must(parseXml(text))));
    expect(isSame, serialize(again)).toBe(fixture.readOnly === undefined);
  });
});

it.each(texts)('$number/$reads of $text', ({ number, reads, text, value }) => {
  const read: unknown = Object.entries(modules[number] ?? {}).find(([name]) => name === reads)?.[1];
  if (typeof read !== 'function') throw new Error(`no function ${reads} in ${number}`);
  const made: unknown = (read as (text: string) => unknown)(text) ?? null;
  if (typeof value === 'number') expect(made).toBeCloseTo(value, 5);
  else expect(made).toEqual(value);
});

it('has a pair that decodes for every codec', () => {
  const decoded = new Set(
    pairs
      .filter(({ fixture }) => fixture.refuses === undefined)
      .map(({ number, fixture }) => `${number} ${fixture.codec}`),
  );
  const missing = [...codecs].flatMap(([number, named]) =>
    [...named.keys()].filter((name) => !decoded.has(`${number} ${name}`)).map((name) => `${number} ${name}`),
  );
  expect(missing).toEqual([]);
});

it('knows every file of this folder, and has fixtures for it', () => {
  const numbers = readdirSync(import.meta.dirname)
    .map((file) => /^(\d{4})-[a-z0-9-]+\.ts$/.exec(file)?.[1])
    .filter((number) => number !== undefined);
  expect(numbers.filter((number) => !codecs.has(number))).toEqual([]);
  expect(readdirSync(folder).filter((number) => number !== 'core')).toEqual(numbers);
});
