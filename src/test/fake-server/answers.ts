/** The fake server's own answers to IQs: roster, blocking, disco, carbons, archive, ping. */
import { formatDateTime, parseDateTime } from '#lib/time.ts';
import { xml, type Xml } from '#xmpp/codec/dom.ts';
import { blockList } from '#xmpp/xep/0191-blocking.ts';
import { discoInfo } from '#xmpp/xep/0030-disco.ts';
import { mamNs, mamQuery, type MamQuery } from '#xmpp/xep/0313-mam.ts';
import { bare } from '../builders.ts';
import { harmful, type Archived, type IqAnswer, type ServerData } from './state.ts';

const rosterNs = 'jabber:iq:roster';

export const answerIq = (server: ServerData, iq: Xml): IqAnswer => {
  const payload = iq.children()[0];
  if (!payload) return { error: 'bad-request' };
  for (const override of server.overrides) {
    const answer = override(iq, payload);
    if (answer !== undefined) return answer;
  }
  const own = ownAnswer(server, iq, payload);
  return own ?? { error: 'service-unavailable' };
};

const ownAnswer = (server: ServerData, iq: Xml, payload: Xml): IqAnswer | undefined => {
  const { offers } = server;
  switch (payload.ns) {
    case rosterNs:
      return iq.attr('type') === 'get' ? rosterAnswer(server, payload) : { result: undefined };
    case 'urn:xmpp:ping':
      return { result: undefined };
    case 'urn:xmpp:carbons:2':
      return offers.carbons ? { result: undefined } : undefined;
    case 'urn:xmpp:blocking':
      if (!offers.blocking) return undefined;
      return {
        result:
          payload.name === 'blocklist' ? blockList.encode({ jids: server.blocked.map(bare) }) : undefined,
      };
    case 'http://jabber.org/protocol/disco#info':
      return discoAnswer(server, iq.attr('to'));
    case mamNs:
      return offers.archive ? archiveAnswer(server, payload) : undefined;
    default:
      return undefined;
  }
};

const rosterAnswer = (server: ServerData, payload: Xml): IqAnswer => {
  if (payload.attr('ver') === server.rosterVersion) return { result: undefined };
  const items = server.roster.map((item) =>
    xml('item', rosterNs, {
      jid: item.jid,
      name: item.name,
      subscription: item.subscription,
      ask: item.ask === true ? 'subscribe' : undefined,
    }),
  );
  return { result: xml('query', rosterNs, { ver: server.rosterVersion }, ...items) };
};

const discoAnswer = (server: ServerData, to: string | undefined): IqAnswer | undefined => {
  const { offers } = server;
  const isAccount = to === undefined || to === server.account;
  const isDomain = to === server.account.split('@')[1];
  if (!isAccount && !isDomain) return undefined;
  const features = [
    ...(offers.archive ? [mamNs] : []),
    ...(offers.stanzaIds ? ['urn:xmpp:sid:0'] : []),
    ...(offers.carbons ? ['urn:xmpp:carbons:2'] : []),
    ...(offers.blocking ? ['urn:xmpp:blocking'] : []),
  ];
  const identities = [
    isAccount ? { category: 'account', type: 'registered' } : { category: 'server', type: 'im' },
  ];
  return { result: discoInfo.encode({ identities, features, forms: [] }) };
};

const archiveAnswer = (server: ServerData, payload: Xml): IqAnswer => {
  const query = mamQuery.decode(payload);
  if (!query.ok || query.value.queryid === undefined) return { error: 'bad-request' };
  const page = pageOf(server, query.value);
  if (page === undefined) return { error: 'item-not-found' };
  if (page.items.some(({ harm }) => harm === 'silent')) return 'silence';
  for (const item of page.items) {
    const result = mamResultOf(server, query.value.queryid, item);
    if (item.harm) harmful.set(result, item.harm);
    void server.deliver(result);
  }
  const [first] = page.items;
  const last = page.items.at(-1);
  const rsmNs = 'http://jabber.org/protocol/rsm';
  const edges = first && last ? [xml('first', rsmNs, {}, first.id), xml('last', rsmNs, {}, last.id)] : [];
  return {
    result: xml(
      'fin',
      mamNs,
      { complete: page.complete ? 'true' : undefined },
      xml('set', rsmNs, {}, ...edges),
    ),
  };
};

const concerns = (item: Archived, chat: string): boolean =>
  [item.stanza.attr('from'), item.stanza.attr('to')].some((jid) => jid?.split('/')[0] === chat);

const pageOf = (
  server: ServerData,
  query: MamQuery,
): { readonly items: readonly Archived[]; readonly complete: boolean } | undefined => {
  const { after, before, max = 50 } = query.rsm ?? {};
  const known = (id: string): boolean => server.archive.some((item) => item.id === id);
  if (after !== undefined && !known(after)) return undefined;
  if (before !== undefined && before !== '' && !known(before)) return undefined;
  const start = query.start === undefined ? undefined : parseDateTime(formatDateTime(query.start));
  const place = (id: string): number => server.archive.findIndex((item) => item.id === id);
  const matching = server.archive.filter(
    (item, index) =>
      (query.with === undefined || concerns(item, query.with)) &&
      (start === undefined || item.at >= start) &&
      (query.end === undefined || item.at <= query.end) &&
      (after === undefined || index > place(after)) &&
      (before === undefined || before === '' || index < place(before)),
  );
  const count = Math.min(max, server.offers.pageLimit);
  const items = before === undefined ? matching.slice(0, count) : matching.slice(-count);
  return { items, complete: items.length === matching.length };
};

/** A MAM result as the server sends it. */
export const mamResultOf = (server: ServerData, queryid: string, item: Archived): Xml =>
  xml(
    'message',
    'jabber:client',
    { from: server.account, to: server.account },
    xml(
      'result',
      mamNs,
      { queryid, id: item.id },
      xml(
        'forwarded',
        'urn:xmpp:forward:0',
        {},
        xml('delay', 'urn:xmpp:delay', { stamp: formatDateTime(item.at) }),
        item.stanza,
      ),
    ),
  );
