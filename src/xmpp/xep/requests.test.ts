/** The small payloads that ask for something, and helpers that look at more than one element. */
import { expect, it } from 'vitest';
import { must } from '#test/builders.ts';
import { has, payload } from '../codec/codec.ts';
import { parseXml, serialize } from '../codec/dom.ts';
import { fieldValue, formType, submitForm } from './0004-data-forms.ts';
import { discoInfoQuery, discoItemsQuery, hasFeature } from './0030-disco.ts';
import { chatState } from './0085-chat-states.ts';
import { versionQuery } from './0092-version.ts';
import { receiptReceived } from './0184-receipts.ts';
import { blockListQuery } from './0191-blocking.ts';
import { actionOf } from './0245-me.ts';
import { carbonsDisable, carbonsEnable } from './0280-carbons.ts';
import { mamMetadataQuery } from './0313-mam.ts';
import { hintsOf } from './0334-hints.ts';
import { consistentHue } from './0392-colors.ts';

const message = (inner: string) => must(parseXml(`<message xmlns='jabber:client'>${inner}</message>`));

it.each([
  [discoInfoQuery(), '<query xmlns="http://jabber.org/protocol/disco#info"/>'],
  [discoInfoQuery('n'), '<query xmlns="http://jabber.org/protocol/disco#info" node="n"/>'],
  [discoItemsQuery(), '<query xmlns="http://jabber.org/protocol/disco#items"/>'],
  [versionQuery(), '<query xmlns="jabber:iq:version"/>'],
  [blockListQuery(), '<blocklist xmlns="urn:xmpp:blocking"/>'],
  [carbonsEnable(), '<enable xmlns="urn:xmpp:carbons:2"/>'],
  [carbonsDisable(), '<disable xmlns="urn:xmpp:carbons:2"/>'],
  [mamMetadataQuery(), '<metadata xmlns="urn:xmpp:mam:2"/>'],
])('asks', (query, text) => {
  expect(serialize(query)).toBe(text);
});

it('collects the hints of a message', () => {
  const hints = `<no-store xmlns='urn:xmpp:hints'/><no-copy xmlns='urn:xmpp:hints'/><store xmlns='urn:evil'/><x xmlns='u'><store xmlns='urn:xmpp:hints'/></x>`;
  expect([...hintsOf(message(hints))]).toEqual(['no-store', 'no-copy']);
});

it('finds payloads among direct children, the first of a kind', () => {
  const composing = `<composing xmlns='http://jabber.org/protocol/chatstates'/>`;
  expect(
    payload(message(`${composing}<active xmlns='http://jabber.org/protocol/chatstates'/>`), chatState),
  ).toBe('composing');
  expect(payload(message(`<x xmlns='u'>${composing}</x>`), chatState)).toBeUndefined();
  expect(has(message(composing), chatState)).toBe(true);
  expect(has(message(''), chatState)).toBe(false);
});

it('tells of a malformed payload, and takes no other in its stead', () => {
  const errors: unknown[] = [];
  const two = `<received xmlns='urn:xmpp:receipts'/><received xmlns='urn:xmpp:receipts' id='2'/>`;
  expect(payload(message(two), receiptReceived, (error) => errors.push(error))).toBeUndefined();
  expect(errors).toEqual([{ kind: 'decode', path: 'received/@id', reason: 'missing' }]);
});

it('reads and builds forms', () => {
  const form = submitForm('urn:x', { a: '1', b: undefined, c: '' });
  expect([formType(form), fieldValue(form, 'a'), fieldValue(form, 'b'), fieldValue(form, 'c')]).toEqual([
    'urn:x',
    '1',
    undefined,
    '',
  ]);
});

it('asks features by their full name', () => {
  const info = { identities: [], features: ['urn:xmpp:ping'], forms: [] };
  expect([hasFeature(info, 'urn:xmpp:ping'), hasFeature(info, 'urn:xmpp')]).toEqual([true, false]);
});

it('passes on what is pure text', () => {
  expect(actionOf('/me waves')).toBe('waves');
  expect(consistentHue('Romeo')).toBeCloseTo(327.255, 2);
});
