/** Answers are bound to id and sender (X11), wait their time, and end with their stream. */
import { expect, it } from 'vitest';
import { bare, full, must } from '#test/builders.ts';
import { FakeClock, settle } from '#test/fake-clock.ts';
import { parseXml, xml, type XmlElement } from '../codec/dom.ts';
import { Requests, type IqOutcome } from './request.ts';

const own = full('me@example.org/kith');
const payload = xml('query', 'urn:x');
const iq = (attributes: string, content = ''): XmlElement =>
  must(parseXml(`<iq xmlns='jabber:client' ${attributes}>${content}</iq>`));

const setup = (): { clock: FakeClock; requests: Requests } => {
  const clock = new FakeClock();
  let count = 0;
  return { clock, requests: new Requests({ clock, newId: () => `id-${String(++count)}` }) };
};

it('builds the stanza and settles by the answer of the one that was asked', async () => {
  const { requests, clock } = setup();
  const { stanza, outcome } = requests.open({ type: 'get', to: bare('room@muc.example.org'), payload });
  expect([stanza.attr('to'), stanza.attr('type'), stanza.attr('id')]).toEqual([
    'room@muc.example.org',
    'get',
    'id-1',
  ]);
  requests.match(
    iq("type='result' id='id-1' from='room@muc.example.org'", "<query xmlns='urn:x'/>"),
    own,
  )?.();
  const answer = must(await outcome);
  expect(answer?.name).toBe('query');
  expect([requests.size, clock.waiting]).toEqual([0, 0]);
});

it.each([
  ['another address', "type='result' id='id-1' from='evil@example.org'"],
  ['another resource', "type='result' id='id-1' from='friend@example.org/other'"],
  ['no address', "type='result' id='id-1'"],
  ['our own account', "type='result' id='id-1' from='me@example.org'"],
  ['our own server', "type='result' id='id-1' from='example.org'"],
  ['another id', "type='result' id='id-2' from='friend@example.org'"],
  ['a request', "type='set' id='id-1' from='friend@example.org'"],
  ['no id', "type='result' from='friend@example.org'"],
  ['an address that is none', "type='result' id='id-1' from='@@'"],
])('is not settled by %s', (_, attributes) => {
  const { requests } = setup();
  requests.open({ type: 'get', to: bare('friend@example.org'), payload });
  expect(requests.match(iq(attributes), own)).toBeUndefined();
  expect(requests.size).toBe(1);
});

it.each([
  ['own account, no address', undefined, ''],
  ['own account, empty address', undefined, "from=''"],
  ['own account, bare', undefined, "from='me@example.org'"],
  ['own account, full', undefined, "from='me@example.org/kith'"],
  ['own account, written otherwise', undefined, "from='ME@Example.ORG'"],
  ['own account by name', 'me@example.org', ''],
  ['own server', 'example.org', "from='example.org'"],
  ['own server, no address', 'example.org', ''],
])('takes what servers answer for %s', async (_, to, from) => {
  const { requests } = setup();
  const { outcome } = requests.open({ type: 'get', ...(to === undefined ? {} : { to: bare(to) }), payload });
  requests.match(iq(`type='result' id='id-1' ${from}`), own)?.();
  expect(await outcome).toEqual({ ok: true, value: undefined });
});

it('does not take a stranger for our own account', () => {
  const { requests } = setup();
  requests.open({ type: 'get', payload });
  for (const from of ['other@example.org', 'me@example.com', 'me@example.org/other', 'example.org']) {
    expect(requests.match(iq(`type='result' id='id-1' from='${from}'`), own)).toBeUndefined();
  }
});

it('gives the error of an error', async () => {
  const { requests } = setup();
  const { outcome } = requests.open({ type: 'set', payload });
  const error =
    "<error type='wait'><resource-constraint xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";
  requests.match(iq("type='error' id='id-1'", error), own)?.();
  expect(await outcome).toMatchObject({
    error: { kind: 'error', error: { type: 'wait', condition: 'resource-constraint' } },
  });
});

it('gives an unreadable error as an error', async () => {
  const { requests } = setup();
  const { outcome } = requests.open({ type: 'set', payload });
  requests.match(iq("type='error' id='id-1'"), own)?.();
  expect(await outcome).toMatchObject({
    error: { kind: 'error', error: { condition: 'undefined-condition' } },
  });
});

it('times out once, after which an answer finds nobody', async () => {
  const { requests, clock } = setup();
  const { outcome } = requests.open({ type: 'get', payload, timeoutMs: 1000 });
  const late = requests.match(iq("type='result' id='id-1'"), own);
  await clock.advance(1000);
  expect(await outcome).toEqual({ ok: false, error: { kind: 'timeout' } });
  late?.();
  expect(requests.match(iq("type='result' id='id-1'"), own)).toBeUndefined();
});

it('waits 30 seconds unless told otherwise', async () => {
  const { requests, clock } = setup();
  let result: IqOutcome | undefined;
  void requests.open({ type: 'get', payload }).outcome.then((outcome) => (result = outcome));
  await clock.advance(29_999);
  expect(result).toBeUndefined();
  await clock.advance(1);
  expect(result).toMatchObject({ error: { kind: 'timeout' } });
});

it('ends all as gone', async () => {
  const { requests, clock } = setup();
  const outcomes = [1, 2].map(() => requests.open({ type: 'get', payload }).outcome);
  requests.endAll();
  await settle();
  for (const outcome of outcomes) expect(await outcome).toEqual({ ok: false, error: { kind: 'gone' } });
  expect([requests.size, clock.waiting]).toEqual([0, 0]);
});
