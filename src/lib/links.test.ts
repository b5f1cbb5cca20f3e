/** Links: which are found, where they lead, and which never become one (C02, C03, C11). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { growth } from '#test/growth.ts';
import { findLinks, isSafeHref } from './links.ts';

const found = (text: string): string[] => findLinks(text).map(({ href }) => href);
const parts = (text: string): string[] => findLinks(text).map(({ start, end }) => text.slice(start, end));

describe('findLinks', () => {
  it.each([
    ['see https://kith.example/a?b=c#d.', ['https://kith.example/a?b=c#d']],
    ['(https://kith.example/a_(b))', ['https://kith.example/a_(b)']],
    ['HTTP://KITH.example', ['http://kith.example/']],
    ['https://localhost:8080/x', ['https://localhost:8080/x']],
    ['kith.org and www.kith.org/x', ['https://kith.org/', 'https://www.kith.org/x']],
    ['mail alice@kith.org', ['mailto:alice@kith.org']],
    ['mailto:alice@kith.org?subject=x', ['mailto:alice@kith.org']],
    ['xmpp:room@muc.kith.example?join, come', ['xmpp:room@muc.kith.example?join']],
    ['geo:52.52,13.405;u=30!', ['geo:52.52,13.405;u=30']],
    ['tel:+49-30-1234.', ['tel:+49-30-1234']],
    ['https://bücher.example/', ['https://xn--bcher-kva.example/']],
    ['https://a.example https://b.example', ['https://a.example/', 'https://b.example/']],
    ['no links here. Not 1.2.3, nor e.g. this', []],
    ['1.2.3.4', []],
    ['', []],
  ])('%j', (text, hrefs) => {
    expect(found(text)).toEqual(hrefs);
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    'java\tscript:alert(1)',
    ' javascript://kith.example/%0aalert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:msgbox',
    'file:///etc/passwd',
    'blob:https://kith.example/1',
    'ftp://kith.example',
    '//kith.example/x',
    'about:blank',
    'intent://x#Intent;end',
  ])('C02: %j is text', (text) => {
    for (const href of found(text)) expect(href).toMatch(/^https:\/\/|^http:\/\//);
    expect(isSafeHref(text)).toBe(false);
  });

  it('C02: a link never has another scheme than the allowed', () => {
    const piece = fc.constantFrom(
      'javascript:',
      'data:',
      'https:',
      '//',
      'a.com',
      '@',
      ':',
      '/',
      '\t',
      '\n',
      '\u202e',
      'x',
      '?',
      'mailto:',
      'xmpp:',
      'tel:+1',
      'geo:1,2',
      ' ',
      '%0a',
      '\\',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        let last = 0;
        for (const { start, end, href } of findLinks(text)) {
          expect(href).toMatch(/^(?:https?|xmpp|mailto|geo|tel):/);
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          last = end;
        }
        expect(last).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 3000 },
    );
  });

  it('C03: names the host that is really meant', () => {
    const hosts = (text: string): string[] => findLinks(text).map(({ host }) => host);
    expect(hosts('https://раypal.com/')).toEqual(['xn--ypal-43d9g.com']);
    expect(hosts('https://kith.example:8443/')).toEqual(['kith.example:8443']);
    expect(hosts('xmpp:alice@kith.example?message')).toEqual(['kith.example']);
    expect(hosts('mailto:alice@kith.org')).toEqual(['kith.org']);
    expect(hosts('tel:+491234')).toEqual(['']);
  });

  it('C03: user names do not pass for hosts', () => {
    for (const { href } of findLinks(
      'https://bank.example@evil.example/ https://bank.example:x@evil.example/',
    )) {
      expect(new URL(href).username).toBe('');
    }
  });

  it('C03: bidi controls do not get into a link', () => {
    const text = 'https://evil.example/\u202egpj.exe\u2066x';
    expect(found(text)).toEqual(['https://evil.example/gpj.exex']);
    expect(parts(text)).toEqual([text]);
  });

  it('finds no more than 500', () => {
    expect(findLinks('https://a.example '.repeat(2000))).toHaveLength(500);
  });

  it.each<[string, (n: number) => string]>([
    ['links', (n) => 'https://a.example/b '.repeat(n / 20)],
    ['one long link', (n) => `https://a.example/${'b'.repeat(n)}`],
    ['schemes', (n) => 'https://'.repeat(n / 8)],
    ['schemes of ours', (n) => 'xmpp:a '.repeat(n / 7)],
    ['dots', (n) => 'a.'.repeat(n / 2)],
    ['at signs', (n) => 'a@'.repeat(n / 2)],
    ['addresses', (n) => 'a@a.com '.repeat(n / 8)],
    ['addresses without blanks', (n) => 'a@a.a'.repeat(n / 5)],
    ['hyphens', (n) => 'a-'.repeat(n / 2) + '.com'],
    ['brackets', (n) => `https://a.example/${'(['.repeat(n / 2)}`],
    ['quotes', (n) => `https://a.example/${'"a'.repeat(n / 2)}`],
    ['colons', (n) => ':'.repeat(n)],
    ['slashes', (n) => '//'.repeat(n / 2)],
    ['questions', (n) => `https://a.example/${'?!'.repeat(n / 2)}`],
    ['geo', (n) => `geo:${'1'.repeat(n)}`],
    ['marks', (n) => '*_~'.repeat(n / 3)],
  ])('C11: takes linear time for %s', (_, make) => {
    expect(growth(make, findLinks, 65_536)).toBeLessThan(3);
  });
});
