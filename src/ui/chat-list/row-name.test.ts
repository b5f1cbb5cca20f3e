/** The name of a row begins with the conversation's name and tells the unread count. */
import { expect, test } from 'vitest';
import { parseBareJid } from '#lib/jid.ts';
import type { ChatRow } from '#state/views.ts';
import { rowName } from './row-name.ts';

const parsed = parseBareJid('bob@localhost');
if (!parsed.ok) throw new Error('bad address in test');
const bob: ChatRow = {
  kind: 'chat',
  jid: parsed.value,
  name: 'Bob',
  typing: false,
  unread: 3,
  stranger: false,
  blocked: false,
  preview: { text: 'see you', own: false, kind: 'text' },
};

test('name first, then unread, words and time', () => {
  expect(rowName(bob, '09:41')).toBe('Bob, 3 unread, see you, 09:41');
});

test('typing goes before draft, draft before the last message', () => {
  expect(rowName({ ...bob, unread: 0, draft: 'yes' }, undefined)).toBe('Bob, Draft: yes');
  expect(rowName({ ...bob, unread: 0, draft: 'yes', typing: true }, undefined)).toBe('Bob, typing…');
});

test('an own last message tells where it stands', () => {
  const own = {
    ...bob,
    unread: 0,
    preview: { text: 'hi', own: true, kind: 'text', delivery: 'read' },
  } as const;
  expect(rowName(own, undefined)).toBe('Bob, You: hi, Read');
});
