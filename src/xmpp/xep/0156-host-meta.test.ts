/** Discovery documents: the usual ones, and those of a server that means no good. */
import { describe, expect, it } from 'vitest';
import { growth } from '#test/growth.ts';
import { parseHostMetaJson, parseHostMetaXml, webSocketUrl } from './0156-host-meta.ts';

const rel = 'urn:xmpp:alt-connections:websocket';
const json = (...hrefs: unknown[]): string => JSON.stringify({ links: hrefs.map((href) => ({ rel, href })) });
const xrd = (links: string): string =>
  `<?xml version='1.0' encoding='utf-8'?>\n<!-- ours -->\n<XRD xmlns='http://docs.oasis-open.org/ns/xri/xrd-1.0'>${links}</XRD>\n`;
const malformed = (path: string) => ({ ok: false, error: { kind: 'decode', path, reason: 'malformed' } });

describe('parseHostMetaJson', () => {
  it('finds WebSockets among other links', () => {
    const document = JSON.stringify({
      subject: 'x',
      links: [
        { rel: 'urn:xmpp:alt-connections:xbosh', href: 'https://web.example.com:5280/bosh' },
        { rel, href: 'wss://web.example.com:443/ws' },
        { rel, href: 'wss://web.example.com/ws' },
        { rel, href: 'wss://other.example.com/ws?x=1#y' },
        null,
        'x',
        [],
      ],
    });
    const value = ['wss://web.example.com/ws', 'wss://other.example.com/ws?x=1'];
    expect(parseHostMetaJson(document)).toEqual({ ok: true, value });
  });

  it.each([
    '{}',
    '{"links":[]}',
    json('ws://example.com/ws', 'https://example.com', 'javascript:alert(1)', 5, null, ''),
  ])('%s has none', (document) => {
    expect(parseHostMetaJson(document)).toEqual({ ok: true, value: [] });
  });

  it.each(['', '<html>', '[]', 'null', '"x"', '{'])('%j is none', (document) => {
    expect(parseHostMetaJson(document)).toEqual(malformed('host-meta.json'));
  });

  it('refuses links that are no list, takes no more than 20, is not confused by prototypes', () => {
    expect(parseHostMetaJson('{"links":{}}')).toEqual(malformed('host-meta.json/links'));
    const many = parseHostMetaJson(json(...Array.from({ length: 1000 }, (_, i) => `wss://h${i}.example/`)));
    expect(many.ok && many.value.length).toBe(20);
    expect(parseHostMetaJson('{"__proto__":{"links":[{"rel":"x"}]}}')).toEqual({ ok: true, value: [] });
  });
});

describe('parseHostMetaXml', () => {
  it('finds WebSockets among other links', () => {
    const links = `<Link rel='urn:xmpp:alt-connections:xbosh' href='https://x/bosh'/><Link rel='${rel}' href='wss://x.example/ws'/><Link xmlns='evil' rel='${rel}' href='wss://evil.example/'/>`;
    expect(parseHostMetaXml(xrd(links))).toEqual({ ok: true, value: ['wss://x.example/ws'] });
    expect(parseHostMetaXml(xrd(''))).toEqual({ ok: true, value: [] });
  });

  it.each([
    '',
    '<html/>',
    "<XRD xmlns='other'/>",
    "<!DOCTYPE x [<!ENTITY y 'z'>]><XRD xmlns='http://docs.oasis-open.org/ns/xri/xrd-1.0'/>",
    "<XRD xmlns='http://docs.oasis-open.org/ns/xri/xrd-1.0'>",
  ])('%j is none', (document) => {
    expect(parseHostMetaXml(document)).toEqual(malformed('host-meta'));
  });

  it('takes linear time for comments that never end', () => {
    expect(growth((n) => '<!--'.repeat(n), parseHostMetaXml, 20_000)).toBeLessThan(3);
    expect(growth((n) => '<!-- x -->'.repeat(n), parseHostMetaXml, 20_000)).toBeLessThan(3);
  });
});

describe('webSocketUrl', () => {
  it.each([
    ['wss://example.com/ws', 'wss://example.com/ws'],
    ['wss://EXAMPLE.com:443', 'wss://example.com/'],
    ['ws://localhost:5280/xmpp-websocket', 'ws://localhost:5280/xmpp-websocket'],
    ['ws://127.0.0.1:5280/', 'ws://127.0.0.1:5280/'],
    ['ws://[::1]:5280/', 'ws://[::1]:5280/'],
    ['ws://a.localhost/', 'ws://a.localhost/'],
    ['ws://example.com/', undefined],
    ['ws://127.0.0.1.evil.com/', undefined],
    ['ws://localhost.evil.com/', undefined],
    ['wss://user:pw@example.com/', undefined],
    ['https://example.com/', undefined],
    ['//example.com/', undefined],
    ['nonsense', undefined],
  ])('%s: %s', (text, url) => {
    expect(webSocketUrl(text)).toBe(url);
  });
});
