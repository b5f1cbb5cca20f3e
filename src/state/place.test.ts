/** Links to screens: there and back again, and nothing malformed gets through. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bare } from '#test/builders.ts';
import { formatPlace, parsePlace } from './place.ts';
import type { Place } from './views.ts';

describe('places', () => {
  const places: Place[] = [
    { name: 'chats' },
    { name: 'chat', jid: bare('bob@localhost'), details: false },
    { name: 'chat', jid: bare('bob@localhost'), details: true },
    { name: 'chat', jid: bare('50%_off#1?=+~é@example.org'), details: true },
    { name: 'contacts' },
    { name: 'contact', jid: bare('..@example.org') },
    { name: 'settings' },
    { name: 'settings', topic: 'privacy' },
    { name: 'new-chat' },
  ];
  it.each(places)('reads back its own link: $name', (place) => {
    expect(parsePlace(formatPlace(place))).toEqual(place);
  });

  it('writes links that are valid relative references', () => {
    for (const place of places) {
      const url = new URL(formatPlace(place), 'https://kith.example/app/');
      expect(url.pathname).toBe('/app/');
      expect(url.search).toBe('');
    }
  });

  it.each([
    '',
    '#',
    '#/',
    '#chats',
    '#/nowhere',
    '#/chat',
    '#/chat/',
    '#/chat/%',
    '#/chat/%E0%A4%A',
    '#/chat/a%2Fb%40c',
    '#/chat/bob%40localhost%2Fphone',
    '#/chat/..%2F..%2Fetc%2Fpasswd',
    '#/chat/bob%40localhost/other',
    '#/chat/bob%40localhost/details/more',
    '#/contacts/x',
    '#/settings/../x',
    '#/settings/%2e%2e',
    '#/new/x',
    '#/chats/x',
  ])('goes to the chat list for %j', (hash) => {
    expect(parsePlace(hash)).toEqual({ name: 'chats' });
  });

  it('takes any text without throwing, and what it reads it can write', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const place = parsePlace(`#/chat/${text}`);
        expect(parsePlace(formatPlace(place))).toEqual(place);
      }),
    );
  });
});
