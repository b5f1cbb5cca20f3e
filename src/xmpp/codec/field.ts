/** Fields of an element: where a value stands (attribute, text, child) and what it must look like. */
import { ok, type Result } from '#lib/result.ts';
import type { Codec } from './codec.ts';
import { refuse, within, type DecodeError } from './decode-error.ts';
import { string, type ValueType } from './value.ts';
import {
  child as findChild,
  childrenOf,
  xml,
  type XmlAttributes,
  type XmlElement,
  type XmlNode,
} from './xml.ts';

/** What a field adds to the element being written. */
export interface Part {
  readonly attributes?: XmlAttributes;
  readonly nodes?: readonly XmlNode[];
}

export interface Field<T> {
  read(el: XmlElement): Result<T, DecodeError>;
  write(value: T): Part;
}

declare const optionalMark: unique symbol;

/** A field whose property is left out when there is nothing to read. */
export interface OptionalField<T> extends Field<T | undefined> {
  readonly [optionalMark]?: T;
  readonly optional: true;
}

const nothing: Part = {};

const parseWith = <T>(type: ValueType<T>, name: string, text: string): Result<T, DecodeError> => {
  const value = type.parse(text);
  return value === undefined ? refuse(name, 'malformed') : ok(value);
};

const optional = <T>(field: {
  read(el: XmlElement): Result<T | undefined, DecodeError>;
  write(value: T): Part;
}): OptionalField<T> => ({
  optional: true,
  read: (el) => field.read(el),
  write: (value) => (value === undefined ? nothing : field.write(value)),
});

/** An attribute that must be there. */
export function attr(name: string): Field<string>;
export function attr<T>(name: string, type: ValueType<T>): Field<T>;
export function attr(name: string, type: ValueType<unknown> = string): Field<unknown> {
  return {
    read: (el) => {
      const text = el.attr(name);
      return text === undefined ? refuse(`@${name}`, 'missing') : parseWith(type, `@${name}`, text);
    },
    write: (value) => ({ attributes: { [name]: type.format(value) } }),
  };
}

/** An attribute that may be absent; one that is there must be well-formed. */
export function optionalAttr(name: string): OptionalField<string>;
export function optionalAttr<T>(name: string, type: ValueType<T>): OptionalField<T>;
export function optionalAttr(name: string, type: ValueType<unknown> = string): OptionalField<unknown> {
  const required = attr(name, type);
  return optional({
    read: (el) => (el.attr(name) === undefined ? ok(undefined) : required.read(el)),
    write: (value) => required.write(value),
  });
}

/** An attribute with a default, which is not written; a malformed one counts as the default too. */
export const attrOr = <T>(name: string, type: ValueType<T>, fallback: T): Field<T> => ({
  read: (el) => ok(type.parse(el.attr(name) ?? '') ?? fallback),
  write: (value) => (value === fallback ? nothing : { attributes: { [name]: type.format(value) } }),
});

/** The element's own character data. */
export function text(): Field<string>;
export function text<T>(type: ValueType<T>): Field<T>;
export function text(type: ValueType<unknown> = string): Field<unknown> {
  return {
    read: (el) => parseWith(type, 'text()', el.text()),
    write: (value) => ({ nodes: [type.format(value)] }),
  };
}

/** The element's character data, absent when there is none. */
export const optionalText = (): OptionalField<string> =>
  optional({ read: (el) => ok(el.text() || undefined), write: (value) => ({ nodes: [value] }) });

/** Whether an empty child is there. */
export const flag = (name: string, ns: string): Field<boolean> => ({
  read: (el) => ok(findChild(el, name, ns) !== undefined),
  write: (value) => (value ? { nodes: [xml(name, ns)] } : nothing),
});

/** The text of the first such child; a child that is absent leaves the property out. */
export function childText(name: string, ns: string): OptionalField<string>;
export function childText<T>(name: string, ns: string, type: ValueType<T>): OptionalField<T>;
export function childText(
  name: string,
  ns: string,
  type: ValueType<unknown> = string,
): OptionalField<unknown> {
  return optional({
    read: (el) => {
      const found = findChild(el, name, ns);
      return found ? parseWith(type, name, found.text()) : ok(undefined);
    },
    write: (value) => ({ nodes: [xml(name, ns, {}, type.format(value))] }),
  });
}

/** The texts of all such children, in order. */
export const childTexts = (name: string, ns: string): Field<readonly string[]> => ({
  read: (el) => ok(childrenOf(el, name, ns).map((one) => one.text())),
  write: (values) => ({ nodes: values.map((value) => xml(name, ns, {}, value)) }),
});

/** The first child that the codec knows; it must be there and well-formed. */
export const child = <T>(codec: Codec<T>, name: string): Field<T> => ({
  read: (el) => {
    const found = el.children().find((one) => codec.matches(one));
    return found ? codec.decode(found) : refuse(name, 'missing');
  },
  write: (value) => ({ nodes: [codec.encode(value)] }),
});

/** The first child that the codec knows, if any; one that is there must be well-formed. */
export const optionalChild = <T>(codec: Codec<T>): OptionalField<T> =>
  optional({
    read: (el) => {
      const found = el.children().find((one) => codec.matches(one));
      return found ? codec.decode(found) : ok(undefined);
    },
    write: (value) => ({ nodes: [codec.encode(value)] }),
  });

/** All children that the codec knows, in order; malformed ones are skipped, one of them never loses the others. */
export const children = <T>(codec: Codec<T>): Field<readonly T[]> => ({
  read: (el) => {
    const values: T[] = [];
    for (const one of el.children()) {
      const read = codec.matches(one) ? codec.decode(one) : undefined;
      if (read?.ok) values.push(read.value);
    }
    return ok(values);
  },
  write: (values) => ({ nodes: values.map((value) => codec.encode(value)) }),
});

/** Fields that stand one level further in, in a child that only holds them; all absent when it is. */
export const inside = <T>(name: string, ns: string, field: Field<T>, fallback: T): Field<T> => ({
  read: (el) => {
    const holder = findChild(el, name, ns);
    if (!holder) return ok(fallback);
    const read = field.read(holder);
    return read.ok ? read : within(name, read.error);
  },
  write: (value) => {
    const part = field.write(value);
    return { nodes: [xml(name, ns, part.attributes, ...(part.nodes ?? []))] };
  },
});
