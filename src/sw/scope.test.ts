/** Which navigations the worker answers, and which screen an alert may open. */
import { describe, expect, test } from 'vitest';
import { appNavigation, routeFor } from './scope.ts';

describe('appNavigation', () => {
  const root = appNavigation('https://chat.example/');
  const below = appNavigation('https://example.org/apps/kith.v1/');

  test.each(['/', '/index.html', '/?lang=fr', '/index.html?ws=wss%3A%2F%2Fx'])(
    'answers %s at the root',
    (path) => {
      expect(root.test(path)).toBe(true);
    },
  );

  test.each([
    '/config.json',
    '/.well-known/host-meta.json',
    '/xmpp-websocket',
    '/upload/a.png',
    '/index.html.bak',
    '/chat/index.html',
    '/third-party-notices.txt',
  ])('leaves %s to the network', (path) => {
    expect(root.test(path)).toBe(false);
  });

  test('takes the scope literally', () => {
    expect(below.test('/apps/kith.v1/?a')).toBe(true);
    expect(below.test('/apps/kithxv1/')).toBe(false);
    expect(below.test('/')).toBe(false);
  });
});

describe('routeFor', () => {
  const scope = 'https://example.org/kith/';

  test.each([
    ['#/chat/bob%40example.org', '#/chat/bob%40example.org'],
    ['./#/contacts', '#/contacts'],
    ['index.html#/contacts', '#/contacts'],
    ['https://example.org/kith/#/chats', '#/chats'],
  ])('opens %s', (url, route) => {
    expect(routeFor({ url }, scope)).toBe(route);
  });

  test.each([
    [{ url: 'https://evil.example/kith/#/chats' }],
    [{ url: '//evil.example/kith/#/chats' }],
    [{ url: 'javascript:alert(1)#/chats' }],
    [{ url: '../admin#/chats' }],
    [{ url: '#top' }],
    [{ url: 'http://[' }],
    [{ url: 7 }],
    [{}],
    ['#/chats'],
    [null],
    [undefined],
  ])('knows no screen for %j', (data) => {
    expect(routeFor(data, scope)).toBeUndefined();
  });
});
