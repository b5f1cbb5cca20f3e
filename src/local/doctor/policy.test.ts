/** A policy against the one Kith is built for, and which addresses it lets a page reach. */
import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy } from '../headers.ts';
import { comparePolicy, matches, mayConnect, readPolicy } from './policy.ts';

const wished = readPolicy(contentSecurityPolicy({ connect: [] }));
const page = new URL('https://chat.example.org/');
const socket = new URL('wss://chat.example.org/xmpp-websocket');

const changed = (from: string, to: string): ReadonlyMap<string, readonly string[]> => {
  const text = contentSecurityPolicy({ connect: ['wss://xmpp.example.org'] });
  expect(text).toContain(from);
  return readPolicy(text.replace(from, to));
};

describe('comparePolicy', () => {
  it('finds nothing in the policy itself, whatever connect-src names', () => {
    expect(comparePolicy(changed('', ''), wished)).toEqual([]);
  });

  it.each([
    ["script-src 'self'", "script-src 'self' 'unsafe-inline'", "script-src also allows 'unsafe-inline'"],
    ["object-src 'none'", 'object-src *', 'object-src also allows *'],
    ["img-src 'self' blob: data:", "img-src 'self'", 'img-src lacks blob: data:'],
    ["script-src 'self'; ", '', "script-src lacks 'self'"],
    ["; require-trusted-types-for 'script'", '', 'the policy has no require-trusted-types-for'],
    [' svelte-trusted-html', '', 'trusted-types lacks svelte-trusted-html'],
    ["; base-uri 'none'", '', 'the policy has no base-uri'],
  ])('%s → %s', (from, to, what) => {
    expect(comparePolicy(changed(from, to), wished)).toMatchObject([{ level: 'wrong', what }]);
  });

  it('lets a directive fall back to default-src', () => {
    expect(comparePolicy(changed("object-src 'none'; ", ''), wished)).toEqual([]);
  });
});

describe('matches', () => {
  it.each([
    ["'self'", 'wss://chat.example.org/ws', true],
    ["'self'", 'wss://chat.example.org:5443/ws', false],
    ["'self'", 'wss://xmpp.example.org/ws', false],
    ['wss:', 'wss://anything.example', true],
    ['https:', 'wss://anything.example', true],
    ['wss:', 'https://anything.example', false],
    ['wss://xmpp.example.org', 'wss://xmpp.example.org/ws', true],
    ['wss://xmpp.example.org', 'wss://xmpp.example.org:5443/ws', false],
    ['wss://xmpp.example.org:*', 'wss://xmpp.example.org:5443/ws', true],
    ['wss://xmpp.example.org:5443', 'wss://xmpp.example.org:5443/ws', true],
    ['*.example.org', 'https://a.example.org', true],
    ['*.example.org', 'https://example.org', false],
    ['WSS://XMPP.example.org', 'wss://xmpp.example.org/ws', true],
    ['https://xmpp.example.org', 'wss://xmpp.example.org/ws', true],
    ['ws://localhost:*', 'wss://xmpp.example.org', false],
    ["'none'", 'wss://xmpp.example.org', false],
  ])('%s, %s: %s', (source, url, expected) => {
    expect(matches(source, page, new URL(url))).toBe(expected);
  });
});

describe('mayConnect', () => {
  it.each([
    ["connect-src 'self'", 'ok'],
    ['connect-src wss:', 'better'],
    ['connect-src https://elsewhere.example', 'wrong'],
    ["default-src 'none'", 'wrong'],
    ["script-src 'self'", 'wrong'],
  ])('%s: %s', (policy, level) => {
    expect(mayConnect(readPolicy(policy), page, socket, 'it')).toMatchObject({ level });
  });
});
