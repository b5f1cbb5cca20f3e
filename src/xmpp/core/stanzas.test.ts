/** Messages, presences and requests: what is read, what is refused, what is written (X08, X09, X10). */
import { describe, expect, it } from 'vitest';
import { bare, full, must } from '#test/builders.ts';
import { inOneTurn } from '#lib/turns.ts';
import { parseXml, serialize, xml, type Xml } from '../codec/dom.ts';
import { decodeIq, encodeIq, iqError, iqResult } from './iq.ts';
import { decodeMessage, encodeMessage, type MessageStanza } from './message.ts';
import { decodePresence, encodePresence } from './presence.ts';
import { readRoster, roster, rosterGet, rosterRemove, rosterSet } from './roster.ts';
import { encodeStanzaError } from './stanza-error.ts';

const read = (text: string): Xml => must(parseXml(text));
const stanza = (name: string, inner = '', attributes = ''): Xml =>
  read(`<${name} xmlns='jabber:client' ${attributes}>${inner}</${name}>`);
const message = (inner: string, attributes = ''): MessageStanza =>
  must(decodeMessage(stanza('message', inner, attributes)));

describe('decodeMessage', () => {
  it('reads all that a message says', () => {
    const text = `<subject>s</subject><body>b</body><thread>t</thread>`;
    const { el, ...rest } = message(text, `type='chat' id='1' from='a@b/c' to='d@e'`);
    expect(rest).toEqual({
      type: 'chat',
      id: '1',
      from: 'a@b/c',
      to: 'd@e',
      body: 'b',
      subject: 's',
      thread: 't',
    });
    expect(el.name).toBe('message');
  });

  it('leaves out what is absent or empty', () => {
    const { el, ...rest } = message('<body/><subject></subject>', `id=''`);
    expect(rest).toEqual({ type: 'normal' });
    expect(el.children()).toHaveLength(2);
  });

  it.each(['chat', 'normal', 'groupchat', 'headline'])('knows the type %s', (type) => {
    expect(message('', `type='${type}'`).type).toBe(type);
  });

  it('takes an unknown type for normal', () => {
    expect(message('', `type='whisper'`).type).toBe('normal');
  });

  it('X08: reads direct children of the right namespace only', () => {
    const hostile = `<body xmlns='evil'>no</body><x xmlns='jabber:client'><body>no</body></x><body xmlns=''>no</body>`;
    expect(message(hostile).body).toBeUndefined();
  });

  it('X09: the first body counts', () => {
    expect(message(`<body>one</body><body>two</body><body xml:lang='de'>drei</body>`).body).toBe('one');
  });

  it.each([`from=''`, `from='' to=''`, ''])('X10: [%s] comes from the account itself', (attributes) => {
    expect(message('', attributes).from).toBeUndefined();
  });

  it.each(['@', 'a b@c', '/x', 'a@b/', 'a\u202eb@c'])('X10: drops a message from %j', (from) => {
    expect(decodeMessage(xml('message', 'jabber:client', { from }))).toEqual({
      ok: false,
      error: { kind: 'decode', path: 'message/@from', reason: 'malformed' },
    });
  });

  it('X10: normalises addresses', () => {
    expect(message('', `from='Alice@EXAMPLE.org/Desk'`).from).toBe('alice@example.org/Desk');
  });

  it('X13: reads errors apart from text', () => {
    const error = `<body>mine</body><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>`;
    expect(message(error, `type='error'`).error).toEqual({
      type: 'cancel',
      condition: 'service-unavailable',
    });
    expect(message(error, `type='chat'`).error).toBeUndefined();
    expect(message('', `type='error'`).error).toEqual({ type: 'cancel', condition: 'undefined-condition' });
  });

  it('refuses other elements', () => {
    expect(decodeMessage(stanza('presence')).ok).toBe(false);
    expect(decodeMessage(xml('message', 'jabber:server')).ok).toBe(false);
  });
});

describe('encodeMessage', () => {
  it('writes texts, then payloads', () => {
    const to = bare('d@e');
    expect(serialize(encodeMessage({ to, id: '1', body: '<b>', thread: 't' }, xml('x', 'urn:x')))).toBe(
      '<message xmlns="jabber:client" to="d@e" id="1" type="chat"><body>&lt;b&gt;</body><thread>t</thread><x xmlns="urn:x"/></message>',
    );
    expect(serialize(encodeMessage({ to, type: 'normal' }))).toBe(
      '<message xmlns="jabber:client" to="d@e"/>',
    );
  });
});

describe('presence', () => {
  it('reads show, status and priority', () => {
    const inner = '<show>dnd</show><status>busy</status><priority>-5</priority>';
    const { el, ...rest } = must(decodePresence(stanza('presence', inner, `from='a@b/c'`)));
    expect(rest).toEqual({ from: 'a@b/c', show: 'dnd', status: 'busy', priority: -5 });
    expect(el.name).toBe('presence');
  });

  it.each(['', '<show>drunk</show><priority>900</priority>', '<show/><status/><priority>1e1</priority>'])(
    'falls back on available and 0: %s',
    (inner) => {
      const { el, ...rest } = must(decodePresence(stanza('presence', inner)));
      expect(rest).toEqual({ show: 'available', priority: 0 });
      expect(el.name).toBe('presence');
    },
  );

  it('knows its types and refuses others', () => {
    for (const type of [
      'unavailable',
      'subscribe',
      'subscribed',
      'unsubscribe',
      'unsubscribed',
      'probe',
    ] as const) {
      expect(must(decodePresence(encodePresence({ type }))).type).toBe(type);
    }
    expect(decodePresence(stanza('presence', '', `type='invisible'`)).ok).toBe(false);
    expect(must(decodePresence(stanza('presence', '', `type=''`))).type).toBeUndefined();
  });

  it('writes only what differs from the default', () => {
    expect(serialize(encodePresence({ show: 'available', status: '', priority: 0 }))).toBe(
      '<presence xmlns="jabber:client"/>',
    );
    const away = encodePresence({ show: 'away', status: 'out', priority: 5 }, xml('x', 'urn:x'));
    expect(serialize(away)).toBe(
      '<presence xmlns="jabber:client"><show>away</show><status>out</status><priority>5</priority><x xmlns="urn:x"/></presence>',
    );
  });
});

describe('iq', () => {
  it('reads type, id and payload', () => {
    const { el, payload, ...rest } = must(
      decodeIq(stanza('iq', `<q xmlns='urn:q'/>`, `type='get' id='1' from='a@b/c'`)),
    );
    expect(rest).toEqual({ type: 'get', id: '1', from: 'a@b/c' });
    expect([payload?.name, payload?.ns, el.name]).toEqual(['q', 'urn:q', 'iq']);
  });

  it('reads an error beside the payload that it repeats', () => {
    const inner = `<error type='wait'><resource-constraint xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error><q xmlns='urn:q'/>`;
    const iq = must(decodeIq(stanza('iq', inner, `type='error' id='1'`)));
    expect(iq.error).toEqual({ type: 'wait', condition: 'resource-constraint' });
    expect(iq.payload?.name).toBe('q');
    expect(must(decodeIq(stanza('iq', '', `type='result' id='1'`))).payload).toBeUndefined();
  });

  it.each([`type='get'`, `id='1'`, `type='give' id='1'`, `type='get' id=''`])(
    'refuses [%s]',
    (attributes) => {
      expect(decodeIq(stanza('iq', '', attributes)).ok).toBe(false);
    },
  );

  it('answers the asker and never repeats the question', () => {
    const request = must(decodeIq(stanza('iq', `<secret xmlns='urn:q'/>`, `type='get' id='1' from='a@b/c'`)));
    expect(serialize(iqResult(request))).toBe('<iq xmlns="jabber:client" to="a@b/c" id="1" type="result"/>');
    const error = { type: 'cancel', condition: 'service-unavailable' } as const;
    expect(serialize(iqError(request, error))).toBe(
      '<iq xmlns="jabber:client" to="a@b/c" id="1" type="error"><error type="cancel"><service-unavailable xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></iq>',
    );
    const ask = encodeIq({ type: 'set', id: '2', to: full('a@b/c') }, xml('q', 'urn:q'));
    expect(serialize(ask)).toBe(
      '<iq xmlns="jabber:client" to="a@b/c" id="2" type="set"><q xmlns="urn:q"/></iq>',
    );
    expect(serialize(encodeStanzaError(error))).toContain('<error xmlns="jabber:client" type="cancel">');
  });
});

describe('roster requests', () => {
  it('asks, sets and removes', () => {
    expect(serialize(rosterGet())).toBe('<query xmlns="jabber:iq:roster"/>');
    expect(serialize(rosterGet(''))).toBe('<query xmlns="jabber:iq:roster" ver=""/>');
    const jid = bare('a@b');
    expect(serialize(rosterSet({ jid, name: 'A & B', groups: ['x', 'y'] }))).toBe(
      '<query xmlns="jabber:iq:roster"><item jid="a@b" name="A &amp; B"><group>x</group><group>y</group></item></query>',
    );
    expect(serialize(rosterRemove(jid))).toBe(
      '<query xmlns="jabber:iq:roster"><item jid="a@b" subscription="remove"/></query>',
    );
  });
});

describe('a roster of thousands', () => {
  const entries = (n: number): string =>
    Array.from({ length: n }, (_, i) => `<item jid='p${String(i)}@b' name='P'><group>g</group></item>`).join(
      '',
    );
  const query = (inner: string, attributes = `ver='7'`): Xml =>
    read(`<query xmlns='jabber:iq:roster' ${attributes}>${inner}</query>`);

  it('is read as a short one is, without what is malformed or strange', () => {
    const odd = `${entries(2)}<item/><item jid='@'/><x/><item xmlns='evil' jid='c@d'/>text`;
    for (const el of [query(odd), query('', ''), query(entries(1000))])
      expect(inOneTurn(readRoster(el))).toEqual(roster.decode(el));
    expect(inOneTurn(readRoster(xml('query', 'evil'))).ok).toBe(false);
  });

  it('gives the turn back after each few hundred entries', () => {
    const turns = (n: number): number => [...readRoster(query(entries(n)))].length;
    expect([turns(200), turns(1000), turns(2000)]).toEqual([0, 4, 8]);
  });
});
