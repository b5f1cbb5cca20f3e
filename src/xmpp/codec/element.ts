/** Combinators of whole elements: one declaration of a shape reads it, writes it and gives its TypeScript type. */
import { ok, type Result } from '#lib/result.ts';
import type { Codec } from './codec.ts';
import { refuse, within, type DecodeError } from './decode-error.ts';
import type { Field, OptionalField } from './field.ts';
import { xml, type XmlAttributes, type XmlElement, type XmlNode } from './xml.ts';

type Fields = Readonly<Record<string, Field<unknown>>>;
type OptionalKeys<F extends Fields> = {
  [K in keyof F]: F[K] extends OptionalField<unknown> ? K : never;
}[keyof F];
type ValueOf<F> = F extends OptionalField<infer T> ? T : F extends Field<infer T> ? T : never;
type Flat<T> = { readonly [K in keyof T]: T[K] };
/** The object that a set of fields describes: optional fields are optional properties, never `undefined`. */
export type Shape<F extends Fields> = Flat<
  { [K in Exclude<keyof F, OptionalKeys<F>>]: ValueOf<F[K]> } & {
    [K in OptionalKeys<F>]?: ValueOf<F[K]>;
  }
>;

/** An element of fixed name and namespace with these fields. */
export const element = <const F extends Fields>(name: string, ns: string, fields: F): Codec<Shape<F>> => {
  const entries = Object.entries(fields);
  return {
    matches: (el) => el.name === name && el.ns === ns,
    decode: (el) => {
      if (el.name !== name || el.ns !== ns) return refuse(name, 'wrong-element');
      const value: Record<string, unknown> = {};
      for (const [key, field] of entries) {
        const read = field.read(el);
        if (!read.ok) return within(name, read.error);
        if (read.value !== undefined) value[key] = read.value;
      }
      return ok(value as Shape<F>);
    },
    encode: (value) => {
      const attributes: Record<string, XmlAttributes[string]> = {};
      const nodes: XmlNode[] = [];
      for (const [key, field] of entries) {
        const part = field.write((value as Readonly<Record<string, unknown>>)[key]);
        Object.assign(attributes, part.attributes);
        nodes.push(...(part.nodes ?? []));
      }
      return xml(name, ns, attributes, ...nodes);
    },
  };
};

/** An element that says all by being there. */
export const empty = (name: string, ns: string): Codec<true> => ({
  matches: (el) => el.name === name && el.ns === ns,
  decode: (el) => (el.name === name && el.ns === ns ? ok(true) : refuse(name, 'wrong-element')),
  encode: () => xml(name, ns),
});

/** An empty element whose name is one of a few words, such as a chat state. */
export const nameOf = <const Word extends string>(ns: string, ...words: readonly Word[]): Codec<Word> => ({
  matches: (el) => el.ns === ns && words.some((word) => word === el.name),
  decode: (el) => {
    const word = el.ns === ns ? words.find((one) => one === el.name) : undefined;
    return word === undefined ? refuse(words.join('|'), 'wrong-element') : ok(word);
  },
  encode: (word) => xml(word, ns),
});

/** The codec of another type over the same element; `from` may refuse what the fields alone cannot judge. */
export const mapCodec = <A, B>(
  codec: Codec<A>,
  from: (value: A, el: XmlElement) => Result<B, DecodeError>,
  to: (value: B) => A,
): Codec<B> => ({
  matches: (el) => codec.matches(el),
  decode: (el) => {
    const read = codec.decode(el);
    return read.ok ? from(read.value, el) : read;
  },
  encode: (value) => codec.encode(to(value)),
});
