/** host-meta in its two forms, readable by a page or not. */
import { describe, expect, it } from 'vitest';
import { readPolicy } from './policy.ts';
import { lookAtHostMeta } from './host-meta.ts';
import type { Web } from './web.ts';

const page = new URL('https://chat.example.org/');
const rel = 'urn:xmpp:alt-connections:websocket';
const json = JSON.stringify({ links: [{ rel, href: 'wss://chat.example.org/ws' }] });
const xrd = `<?xml version='1.0'?><XRD xmlns='http://docs.oasis-open.org/ns/xri/xrd-1.0'><Link rel='${rel}' href='wss://old.example.org/ws'/></XRD>`;

const look = (
  answers: Record<string, string>,
  { cors = '*', configured = false, policy = 'connect-src https:' } = {},
) => {
  const web: Web = {
    patience: 1000,
    get: (url) => {
      const text = answers[url.pathname.slice('/.well-known/'.length)];
      const headers = new Map([['access-control-allow-origin', cors]]);
      return Promise.resolve({ url, status: text === undefined ? 404 : 200, headers, text: text ?? '' });
    },
    socket: () => {
      throw new Error('nothing is opened here');
    },
  };
  return lookAtHostMeta(web, 'example.org', page, readPolicy(policy), configured);
};

describe('lookAtHostMeta', () => {
  it('prefers the JSON form', async () => {
    const { sockets, findings } = await look({ 'host-meta.json': json, 'host-meta': xrd });
    expect(sockets.map(({ href }) => href)).toEqual(['wss://chat.example.org/ws']);
    expect(findings.filter(({ level }) => level === 'wrong')).toEqual([]);
  });

  it('takes the XML form, and says that the other would be better', async () => {
    const { sockets, findings } = await look({ 'host-meta': xrd });
    expect(sockets.map(({ href }) => href)).toEqual(['wss://old.example.org/ws']);
    expect(findings.filter(({ level }) => level === 'wrong')).toEqual([]);
    expect(findings).toContainEqual(expect.objectContaining({ level: 'better' }));
  });

  it.each([
    ['nothing there', {}, {}, 'is not there (status 404)'],
    ['no JSON', { 'host-meta.json': 'oops' }, {}, 'cannot be read'],
    ['no link that may be used', { 'host-meta.json': json.replace('wss:', 'ws:') }, {}, 'names no WebSocket'],
    [
      'not readable by a page',
      { 'host-meta.json': json },
      { cors: 'https://other.example' },
      'may not be read by a page',
    ],
    [
      'not let through',
      { 'host-meta.json': json },
      { policy: "connect-src 'self'" },
      'connect-src does not let',
    ],
  ])('%s', async (_, answers, options, what) => {
    const { findings } = await look(answers, options);
    expect(findings).toContainEqual(
      expect.objectContaining({ level: 'wrong', what: expect.stringContaining(what) as string }),
    );
  });

  it('asks for none where config.json names the WebSocket', async () => {
    const { findings } = await look({}, { configured: true, policy: "connect-src 'self'" });
    expect(findings.filter(({ level }) => level === 'wrong')).toEqual([]);
  });
});
