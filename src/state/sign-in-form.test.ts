/** What of the form reaches the engine: above all whose host the WebSocket is of. */
import { describe, expect, it } from 'vitest';
import { defaultConfig } from './config.ts';
import { readPrefill } from './prefill.ts';
import { readSignInForm } from './sign-in-form.ts';

const read = (webSocket: string | undefined, search: string) =>
  readSignInForm(
    {
      address: 'alice@example.org',
      password: 'secret',
      remember: true,
      ...(webSocket === undefined ? {} : { webSocket }),
    },
    defaultConfig,
    true,
    readPrefill(search, 'chat.example.org', defaultConfig),
  );

describe('the host of the WebSocket', () => {
  const foreign = '?ws=wss%3A%2F%2Flistener.example%2Fxmpp';
  it.each([
    ['typed without a link', 'wss://example.org/ws', '', false],
    [
      'filled in by a link to the page’s own host',
      'wss://chat.example.org/ws',
      '?ws=wss%3A%2F%2Fchat.example.org%2Fws',
      false,
    ],
    ['typed in place of a link’s', 'wss://example.org/ws', foreign, false],
    ['filled in by a link', 'wss://listener.example/xmpp', foreign, true],
    ['a link’s, with another path', 'wss://listener.example/other', foreign, true],
    ['a link’s, with another port', 'wss://LISTENER.example:444/xmpp', foreign, true],
  ])('is %s', (_, webSocket, search, isFromLink) => {
    expect(read(webSocket, search)).toMatchObject({
      ok: true,
      value: { webSocketFromLink: isFromLink },
    });
  });

  it('is left to discovery where the field was emptied', () => {
    const request = read(undefined, foreign);
    if (!request.ok) throw new Error(request.error.kind);
    expect(request.value).not.toHaveProperty('webSocket');
    expect(request.value).not.toHaveProperty('webSocketFromLink');
  });
});
