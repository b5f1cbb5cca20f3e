/** What links may put into the sign-in form. */
import { describe, expect, it } from 'vitest';
import { defaultConfig, readConfig } from './config.ts';
import { readPrefill } from './prefill.ts';

const read = (search: string, config = defaultConfig) => readPrefill(search, 'chat.example', config);

describe('readPrefill', () => {
  it('is empty without a query', () => {
    expect(read('')).toEqual({});
    expect(read('?address=&ws=')).toEqual({});
  });
  it('takes an address and a WebSocket of the same host', () => {
    expect(read('?address=bob%40chat.example&ws=wss%3A%2F%2Fchat.example%3A5281%2Fws')).toEqual({
      address: 'bob@chat.example',
      webSocket: 'wss://chat.example:5281/ws',
    });
  });
  it('warns of another host, whatever the address says', () => {
    expect(read('?address=bob%40evil.example&ws=wss%3A%2F%2Fevil.example%3A444%2Fws').foreignHost).toBe(
      'evil.example:444',
    );
    expect(read('?ws=wss%3A%2F%2Fchat.example.evil.example%2F').foreignHost).toBe(
      'chat.example.evil.example',
    );
  });
  it('trusts the host that the operator named', () => {
    const config = readConfig({ domain: 'chat.example', webSocket: 'wss://xmpp.example/ws' });
    expect(read('?ws=wss%3A%2F%2Fxmpp.example%2Fother', config)).not.toHaveProperty('foreignHost');
  });
  it.each(['https://a.example/', 'javascript:alert(1)', 'wss://bob:secret@a.example/', '//a.example'])(
    'does not take %j for a WebSocket',
    (ws) => {
      expect(read(`?ws=${encodeURIComponent(ws)}`)).toEqual({});
    },
  );
});
