/** Addresses: what is one, what is not, and when two are the same. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bare, full, must } from '#test/builders.ts';
import {
  asciiForm,
  bareOf,
  domainOf,
  fullJid,
  isFull,
  localOf,
  parseBareJid,
  parseJid,
  resourceOf,
  type JidError,
} from './jid.ts';

const failure = (text: string): JidError['kind'] | undefined => {
  const parsed = parseJid(text);
  return parsed.ok ? undefined : parsed.error.kind;
};

describe('parseJid', () => {
  it.each([
    ['alice@localhost', 'alice@localhost'],
    ['Alice@Example.ORG', 'alice@example.org'],
    ['alice@example.org.', 'alice@example.org'],
    ['alice@example.org/Desk', 'alice@example.org/Desk'],
    ['alice@example.org/a@b/c', 'alice@example.org/a@b/c'],
    ['example.org', 'example.org'],
    ['example.org/a@b', 'example.org/a@b'],
    ['#room%irc.example.net@biboumi.example.org', '#room%irc.example.net@biboumi.example.org'],
    ['user\\20name@example.org', 'user\\20name@example.org'],
    ['alice@[::1]', 'alice@[::1]'],
    ['alice@127.0.0.1', 'alice@127.0.0.1'],
    ['ÉLODIE@example.org', 'élodie@example.org'],
    ['e\u0301lodie@example.org', 'élodie@example.org'],
    ['ａｌｉｃｅ@example.org', 'alice@example.org'],
    ['alice@BÜCHER.example', 'alice@bücher.example'],
    ['alice@xn--bcher-kva.example', 'alice@bücher.example'],
    ['alice@пример.испытание', 'alice@пример.испытание'],
    ['alice@xn--e1afmkfd.xn--80akhbyknj4f', 'alice@пример.испытание'],
    ['alice@日本語。jp', 'alice@日本語.jp'],
    ['alice@example.org/\u{1f469}\u200d\u{1f4bb} desk', 'alice@example.org/\u{1f469}\u200d\u{1f4bb} desk'],
  ])('reads %s as %s', (text, expected) => {
    expect(must(parseJid(text))).toBe(expected);
  });

  it.each<[string, JidError['kind']]>([
    ['', 'empty'],
    ['@example.org', 'bad-local'],
    ['alice@', 'bad-domain'],
    ['alice@example.org/', 'bad-resource'],
    ['alice@@example.org', 'bad-domain'],
    ['al ice@example.org', 'bad-local'],
    ['alice @example.org', 'bad-local'],
    [' alice@example.org', 'bad-local'],
    ['alice@example.org ', 'bad-domain'],
    ['ali"ce@example.org', 'bad-local'],
    ["ali'ce@example.org", 'bad-local'],
    ['ali<ce@example.org', 'bad-local'],
    ['ali&ce@example.org', 'bad-local'],
    ['ali:ce@example.org', 'bad-local'],
    ['ali\u0000ce@example.org', 'bad-local'],
    ['ali\u200bce@example.org', 'bad-local'],
    ['ali\u202ece@example.org', 'bad-local'],
    ['ali\u2066ce@example.org', 'bad-local'],
    ['ali\ufeffce@example.org', 'bad-local'],
    ['ali\ud800ce@example.org', 'bad-local'],
    ['a＠b@example.org', 'bad-local'],
    ['alice@exam ple.org', 'bad-domain'],
    ['alice@example..org', 'bad-domain'],
    ['alice@.org', 'bad-domain'],
    ['alice@-a.org', 'bad-domain'],
    ['alice@exa\u202emple.org', 'bad-domain'],
    ['alice@exa\u200bmple.org', 'bad-domain'],
    ['alice@exa%6dple.org', 'bad-domain'],
    ['alice@example.org:5222', 'bad-domain'],
    ['alice@user:pw@example.org', 'bad-domain'],
    ['alice@[::g]', 'bad-domain'],
    ['alice@xn--\u00fc.org', 'bad-domain'],
    ['alice@xn--99999999999.org', 'bad-domain'],
    ['alice@example.org/a\u0007', 'bad-resource'],
    ['alice@example.org/a\ud800', 'bad-resource'],
    [`${'a'.repeat(1024)}@example.org`, 'too-long'],
    [`${'é'.repeat(512)}@example.org`, 'too-long'],
    [`alice@example.org/${'a'.repeat(1024)}`, 'too-long'],
    ['a'.repeat(100_000), 'too-long'],
  ])('refuses %j: %s', (text, kind) => {
    expect(failure(text)).toBe(kind);
  });

  it('takes 1,023 octets in a part', () => {
    expect(parseJid(`${'a'.repeat(1023)}@example.org/${'b'.repeat(1023)}`).ok).toBe(true);
    expect(parseJid(`${'é'.repeat(511)}@example.org`).ok).toBe(true);
  });

  it('never throws, and is stable: what it gives reads as itself', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('a', 'ü', '@', '/', '.', 'xn--', 'xn--bcher-kva', '\u0130', 'ß', '\u03c2', '[::1]'),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const first = parseJid(parts.join(''));
        if (!first.ok) return;
        expect(parseJid(first.value)).toEqual(first);
        const again = [localOf(first.value), domainOf(first.value), resourceOf(first.value)];
        const joined =
          (again[0] === undefined ? '' : `${again[0]}@`) +
          (again[1] ?? '') +
          (again[2] === undefined ? '' : `/${again[2]}`);
        expect(joined).toBe(first.value);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('parts', () => {
  it('takes addresses apart and puts them together', () => {
    const jid = full('alice@example.org/a/b@c');
    expect(bareOf(jid)).toBe('alice@example.org');
    expect(localOf(jid)).toBe('alice');
    expect(domainOf(jid)).toBe('example.org');
    expect(resourceOf(jid)).toBe('a/b@c');
    expect(isFull(jid)).toBe(true);
    expect(isFull(bareOf(jid))).toBe(false);
    expect(fullJid(bare('alice@example.org'), 'a/b@c')).toBe(jid);
    expect(localOf(bare('example.org'))).toBeUndefined();
    expect(resourceOf(bare('example.org'))).toBeUndefined();
  });

  it('refuses a resource where none may be', () => {
    expect(parseBareJid('alice@example.org/x')).toEqual({ ok: false, error: { kind: 'has-resource' } });
  });

  it('throws for a resource of our own making that is none', () => {
    expect(() => fullJid(bare('alice@example.org'), '')).toThrow(RangeError);
  });

  it('unmasks look-alike domains', () => {
    expect(asciiForm(bare('alice@раypal.com'))).toBe('alice@xn--ypal-43d9g.com');
    expect(bare('alice@раypal.com')).not.toBe(bare('alice@paypal.com'));
  });
});

describe('X15: names of built-in properties', () => {
  it.each(['__proto__', 'constructor', 'hasownproperty', 'tostring', 'valueof'])(
    '%s is an address',
    (local) => {
      const jid = bare(`${local}@x`);
      expect(localOf(jid)).toBe(local);
      const seen = new Map([[jid, 1]]);
      expect(seen.get(jid)).toBe(1);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    },
  );
});
