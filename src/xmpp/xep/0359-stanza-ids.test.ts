/** Whose ids are believed (X09, S09). */
import { expect, it } from 'vitest';
import { bare, must } from '#test/builders.ts';
import { parseXml } from '../codec/dom.ts';
import { trustedStanzaId } from './0359-stanza-ids.ts';

const own = bare('juliet@capulet.lit');
const id = (by: string, value = '1', ns = 'urn:xmpp:sid:0') =>
  `<stanza-id xmlns='${ns}' by='${by}' id='${value}'/>`;
const trusted = (inner: string, announced = true): string | undefined =>
  trustedStanzaId(must(parseXml(`<message xmlns='jabber:client'>${inner}</message>`)), own, announced);

it('believes the one id of an archive that announces ids', () => {
  expect(trusted(id('juliet@capulet.lit'))).toBe('1');
  expect(trusted(id('Juliet@CAPULET.lit'))).toBe('1');
  expect(trusted(id('room@muc.lit', '9') + id('juliet@capulet.lit', '2'))).toBe('2');
});

it('S09: believes none where the server does not announce ids', () => {
  expect(trusted(id('juliet@capulet.lit'), false)).toBeUndefined();
});

it('S09: believes none inside of a payload', () => {
  expect(trusted(`<x xmlns='urn:x'>${id('juliet@capulet.lit')}</x>`)).toBeUndefined();
});

it('X09: believes none of two by the same address', () => {
  expect(trusted(id('juliet@capulet.lit', '1') + id('juliet@capulet.lit', '2'))).toBeUndefined();
  expect(trusted(id('juliet@capulet.lit', '1') + id('JULIET@capulet.lit', '1'))).toBeUndefined();
});

it.each([
  '',
  id('romeo@montague.lit'),
  id('juliet@capulet.lit/balcony'),
  id('capulet.lit'),
  id('juliet@capulet.lit', ''),
  id('juliet@capulet.lit', '1', 'urn:evil'),
  "<stanza-id xmlns='urn:xmpp:sid:0' id='1'/>",
])('believes nothing in %j', (inner) => {
  expect(trusted(inner)).toBeUndefined();
});
