/** Claims, ambiguity, and what requests are answered (X02, X10, X12, P01). */
import { describe, expect, it, vi } from 'vitest';
import { err, ok } from '#lib/result.ts';
import { full, must } from '#test/builders.ts';
import { parseXml, serialize, xml, type XmlElement } from '../codec/dom.ts';
import { CommitFailed, Router, type IqReply } from './router.ts';

const own = full('me@example.org/kith');
const el = (text: string): XmlElement => must(parseXml(text));
const iq = (attributes: string, payload = "<query xmlns='urn:x'/>"): XmlElement =>
  el(`<iq xmlns='jabber:client' ${attributes}>${payload}</iq>`);
const message = (payload: string, attributes = "from='a@b/c' type='chat'"): XmlElement =>
  el(`<message xmlns='jabber:client' ${attributes}>${payload}</message>`);

const setup = () => {
  const sent: string[] = [];
  const deadLetter = vi.fn();
  const router = new Router({
    send: (stanza) => void sent.push(serialize(stanza)),
    own: () => own,
    isTrusted: (from) => from.startsWith('friend@'),
    deadLetter,
  });
  return { router, sent, deadLetter };
};

const unavailable = (to: string): string =>
  `<iq xmlns="jabber:client"${to === '' ? '' : ` to="${to}"`} id="1" type="error"><error type="cancel">` +
  '<service-unavailable xmlns="urn:ietf:params:xml:ns:xmpp-stanzas"/></error></iq>';

describe('claims', () => {
  it('gives a stanza to the most precise claim, once', async () => {
    const { router } = setup();
    const calls: string[] = [];
    const claim = (name: string, selector: object): void => {
      router.claim({ stanza: 'message', ...selector, handler: () => void calls.push(name) });
    };
    claim('any', {});
    claim('payload', { ns: 'urn:x', name: 'x' });
    claim('chat', { type: 'chat' });
    claim('exact', { type: 'chat', ns: 'urn:x', name: 'x' });
    await router.route(message("<x xmlns='urn:x'/>"));
    await router.route(message("<x xmlns='urn:y'/>"));
    await router.route(message("<x xmlns='urn:x'/>", "type='headline'"));
    await router.route(message('', "type='headline'"));
    expect(calls).toEqual(['exact', 'chat', 'payload', 'any']);
  });

  it('looks at direct children only, by namespace and name (P9, X08)', async () => {
    const { router } = setup();
    const handler = vi.fn();
    router.claim({ stanza: 'message', ns: 'urn:xmpp:carbons:2', name: 'received', handler });
    await router.route(message("<x xmlns='urn:any'><received xmlns='urn:xmpp:carbons:2'/></x>"));
    await router.route(message("<received xmlns='urn:other'/><sent xmlns='urn:xmpp:carbons:2'/>"));
    expect(handler).not.toHaveBeenCalled();
    await router.route(message("<received xmlns='urn:xmpp:carbons:2'/>"));
    expect(handler).toHaveBeenCalledTimes(1);
  });

  it('reads a message without a type as normal', async () => {
    const { router } = setup();
    const handler = vi.fn();
    router.claim({ stanza: 'message', type: 'normal', handler });
    await router.route(message('', ''));
    expect(handler).toHaveBeenCalledTimes(1);
  });

  it('tells of two that nothing tells apart', () => {
    const { router } = setup();
    const handler = (): void => undefined;
    router.claim({ stanza: 'message', type: 'chat', handler });
    router.claim({ stanza: 'message', ns: 'urn:x', name: 'x', handler });
    router.claim({ stanza: 'presence', ns: 'urn:x', name: 'x', handler });
    expect(router.ambiguities()).toEqual([]);
    const giveUp = router.claim({ stanza: 'message', ns: 'urn:x', name: 'x', handler });
    expect(router.ambiguities()).toEqual(['message[*] {urn:x}x']);
    giveUp();
    expect(router.ambiguities()).toEqual([]);
  });

  it('survives a handler that throws, and goes on (X02)', async () => {
    const { router, deadLetter } = setup();
    let handled = 0;
    router.claim({
      stanza: 'message',
      handler: () => {
        if (++handled === 1) throw new Error('a bug');
      },
    });
    for (let i = 0; i < 1001; i++) await router.route(message(''));
    expect(handled).toBe(1001);
    expect(deadLetter.mock.calls).toEqual([['message-handler-failed']]);
  });

  it('passes on a failure of storage, and nothing else', async () => {
    const { router } = setup();
    router.claim({ stanza: 'message', handler: () => Promise.reject(new CommitFailed()) });
    router.claim({ stanza: 'presence', handler: () => Promise.reject(new Error('a bug')) });
    await expect(router.route(message(''))).rejects.toBeInstanceOf(CommitFailed);
    await expect(router.route(el("<presence xmlns='jabber:client'/>"))).resolves.toBeUndefined();
  });

  it.each(["from='@'", "from='a b@c'", "to='/x'"])('drops a stanza with %s (X10)', async (address) => {
    const { router, sent, deadLetter } = setup();
    const handler = vi.fn();
    router.claim({ stanza: 'message', handler });
    await router.route(message('', address));
    await router.route(iq(`type='get' id='1' ${address}`));
    expect(handler).not.toHaveBeenCalled();
    expect(sent).toEqual([]);
    expect(deadLetter.mock.calls).toEqual([['malformed-address'], ['malformed-address']]);
  });
});

describe('requests', () => {
  it('answers one of unknown kind once, to the asker, without its payload (X12, P3)', async () => {
    const { router, sent } = setup();
    await router.route(iq("type='get' id='1' from='friend@b/c'"));
    await router.route(iq("type='set' id='1' from='friend@b/c'"));
    await router.route(iq("type='get' id='1'"));
    expect(sent).toEqual([unavailable('friend@b/c'), unavailable('friend@b/c'), unavailable('')]);
  });

  it('tells strangers what a server would, without asking the handler (P01)', async () => {
    const { router, sent } = setup();
    const handler = vi.fn((): IqReply => ok(xml('query', 'urn:x')));
    router.claim({ stanza: 'iq', type: 'get', ns: 'urn:x', name: 'query', handler });
    await router.route(iq("type='get' id='1' from='stranger@b/c'"));
    expect(handler).not.toHaveBeenCalled();
    expect(sent).toEqual([unavailable('stranger@b/c')]);
  });

  it.each(['friend@b/c', 'me@example.org', 'me@example.org/phone', 'example.org', ''])(
    'lets the handler answer %s',
    async (from) => {
      const { router, sent } = setup();
      router.claim({
        stanza: 'iq',
        type: 'get',
        ns: 'urn:x',
        name: 'query',
        handler: () => ok(xml('query', 'urn:x')),
      });
      await router.route(iq(`type='get' id='1' from='${from}'`));
      const to = from === '' ? '' : ` to="${from}"`;
      expect(sent).toEqual([
        `<iq xmlns="jabber:client"${to} id="1" type="result"><query xmlns="urn:x"/></iq>`,
      ]);
    },
  );

  it('sends the error that a handler gives, and one when it fails', async () => {
    const { router, sent, deadLetter } = setup();
    const reply = vi.fn((): IqReply => err({ type: 'auth', condition: 'forbidden' }));
    router.claim({ stanza: 'iq', ns: 'urn:x', name: 'query', handler: reply });
    await router.route(iq("type='set' id='1'"));
    reply.mockImplementation(() => {
      throw new Error('a bug');
    });
    await router.route(iq("type='set' id='2'"));
    expect(sent[0]).toContain('<forbidden ');
    expect(sent[1]).toContain('<internal-server-error ');
    expect(deadLetter).toHaveBeenCalledWith('iq-handler-failed');
  });

  it('takes the one payload for what the request is about', async () => {
    const { router, sent } = setup();
    router.claim({ stanza: 'iq', ns: 'urn:x', name: 'query', handler: () => ok(undefined) });
    await router.route(iq("type='get' id='1'", "<other xmlns='urn:y'/><query xmlns='urn:x'/>"));
    expect(sent).toEqual([unavailable('')]);
  });

  it.each(["type='get'", "id='1'", "type='wish' id='1'"])('drops one with only %s', async (attributes) => {
    const { router, sent, deadLetter } = setup();
    await router.route(iq(attributes));
    expect(sent).toEqual([]);
    expect(deadLetter).toHaveBeenCalledWith('malformed-request');
  });

  it('does not take a stream that ended meanwhile for a failure', async () => {
    const deadLetter = vi.fn();
    const router = new Router({
      send: () => {
        throw new Error('no stream is bound');
      },
      own: () => own,
      isTrusted: () => true,
      deadLetter,
    });
    await expect(router.route(iq("type='get' id='1'"))).resolves.toBeUndefined();
    expect(deadLetter).toHaveBeenCalledWith('reply-not-sent');
  });
});
