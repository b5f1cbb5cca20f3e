/** Addresses as people type them. */
import { describe, expect, it } from 'vitest';
import { readTypedAddress } from './typed-address.ts';

const read = (text: string, domain?: string) => {
  const jid = readTypedAddress(text, domain);
  return jid.ok ? jid.value : jid.error.kind;
};

describe('readTypedAddress', () => {
  it.each([
    ['bob@example.org', 'bob@example.org'],
    ['  Bob@Example.ORG \n', 'bob@example.org'],
    ['bob@example.org/phone', 'bob@example.org'],
    ['xmpp:bob@example.org', 'bob@example.org'],
    ['XMPP:bob@example.org?message;body=hi', 'bob@example.org'],
    ['xmpp:b%C3%B6b@example.org', 'böb@example.org'],
    ['xmpp://me@example.net/bob@example.org?roster', 'bob@example.org'],
    ['bob', 'bob@localhost'],
    ['localhost', 'localhost'],
    ['weather.example.org', 'weather.example.org'],
    ['', 'invalid-address'],
    ['bob@', 'invalid-address'],
    ['a b@example.org', 'invalid-address'],
    ['xmpp:%E0%A4%A', 'invalid-address'],
  ])('reads %j as %j', (typed, expected) => {
    expect(read(typed, 'localhost')).toBe(expected);
  });
  it('takes a lone word for a domain when there is none to complete it with', () => {
    expect(read('localhost')).toBe('localhost');
  });
});
