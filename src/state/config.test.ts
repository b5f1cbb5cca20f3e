/** What an operator's file may do to the app, whatever is in it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultConfig, fetchConfig, readConfig } from './config.ts';

describe('readConfig', () => {
  it('reads a whole file', () => {
    const file = {
      name: 'Acme Chat',
      domain: 'Acme.example',
      webSocket: 'wss://xmpp.acme.example/ws',
      accentHue: 210,
      features: { advanced: false, otherDomains: false },
    };
    expect(readConfig(file)).toEqual({ ...file, domain: 'acme.example' });
  });

  it.each([
    [{ name: '' }],
    [{ name: 7 }],
    [{ domain: 'a@b' }],
    [{ domain: 'bad domain' }],
    [{ webSocket: 'wss://lonely.example/' }],
    [{ accentHue: 360 }],
    [{ accentHue: -1 }],
    [{ accentHue: '210' }],
    [{ features: [true] }],
    [{ features: { advanced: 'no' } }],
    [{ features: { otherDomains: false } }],
  ])('ignores %j', (file) => {
    expect(readConfig(file)).toEqual(defaultConfig);
  });

  it.each(['https://a.example/', 'javascript:alert(1)', 'wss://user:secret@a.example/', 'nonsense', 5])(
    'does not take %j for a WebSocket',
    (webSocket) => {
      expect(readConfig({ domain: 'a.example', webSocket })).not.toHaveProperty('webSocket');
    },
  );

  it('survives any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(readConfig(json).name).not.toBe('');
      }),
    );
  });
});

describe('fetchConfig', () => {
  const answer =
    (body: string, status = 200) =>
    () =>
      Promise.resolve(new Response(body, { status }));

  it('gives what the file says', async () => {
    expect(await fetchConfig(answer('{"name":"A"}'))).toEqual({ name: 'A' });
  });
  it('takes a missing file and a missing network for no word', async () => {
    expect(await fetchConfig(answer('', 404))).toBeUndefined();
    expect(await fetchConfig(() => Promise.reject(new TypeError('offline')))).toBeUndefined();
  });
  it('tells of a file that is not JSON', async () => {
    await expect(fetchConfig(answer('<html>'))).rejects.toBeInstanceOf(SyntaxError);
  });
});
