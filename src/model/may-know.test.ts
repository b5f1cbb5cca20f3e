/** Who may learn something from us. */
import { expect, test } from 'vitest';
import type { BareJid } from '#lib/jid.ts';
import { bare } from '#test/builders.ts';
import { mayKnow } from './may-know.ts';

const me = bare('me@example.org');
const bob = bare('bob@example.net');
const domain = bare('example.net');

const contact = { isContact: true, isAccepted: false };
const accepted = { isContact: false, isAccepted: true };
const both = { isContact: true, isAccepted: true };
const nobody = { isContact: false, isAccepted: false };

test.each<[string, boolean, BareJid, typeof contact, readonly BareJid[]]>([
  ['oneself', true, me, nobody, []],
  ['oneself, whose own domain is blocked', true, me, nobody, [bare('example.org')]],
  ['a contact', true, bob, contact, []],
  ['a contact, while others are blocked', true, bob, contact, [bare('eve@example.net'), bare('example.com')]],
  ['a contact below a blocked domain', true, bare('bob@im.example.net'), contact, [domain]],
  ['a blocked contact', false, bob, contact, [bob]],
  ['a contact of a blocked domain', false, bob, both, [domain]],
  ['a stranger', false, bob, nobody, []],
  ['an accepted stranger', true, bob, accepted, []],
  ['an accepted stranger who is blocked', false, bob, accepted, [bob]],
  ['an accepted stranger of a blocked domain', false, bob, accepted, [domain]],
  ['a blocked stranger', false, bob, nobody, [bob]],
  ['a domain that is an accepted address itself', true, domain, accepted, [bob]],
  ['a blocked domain that is an address itself', false, domain, both, [domain]],
])('%s: %s', (_, expected, jid, standing, blocked) => {
  const known = { account: me, blocked: new Set(blocked), ...standing };
  expect(mayKnow(jid, known)).toBe(expected);
});
