/** Inbound messages: unwrapped, guarded, read into facts, committed. */
import type { BareJid } from '#lib/jid.ts';
import type { PeerTyping } from '#model/command.ts';
import type { XmlElement } from '#xmpp/codec/dom.ts';
import { decodeAddresses } from '#xmpp/core/addresses.ts';
import { mamNs } from '#xmpp/xep/0313-mam.ts';
import type { DeadLetters } from '../dead-letters.ts';
import type { Feature } from '../feature.ts';
import type { Link } from '../link.ts';
import { readAnswer, readArrival } from './facts.ts';
import { unwrap, type Arrival, type Receiver } from './unwrap.ts';

export interface MessageListeners {
  /** Somebody writes to us just now, or has just stopped. */
  typing(chat: BareJid, state: PeerTyping): void;
}

/** What of the link the reading of messages needs, as it is now. */
export const receiverOf = (link: Link): Receiver => ({
  account: link.ctx.jid,
  announcesIds: link.server.stanzaIds,
  now: () => link.ctx.clock.now(),
});

export const inboundMessages = (
  link: Link,
  deadLetters: DeadLetters,
  listeners: MessageListeners,
): Feature => {
  const onMessage = (el: XmlElement): Promise<void> => {
    const arrival = unwrap(el, receiverOf(link));
    if (!arrival.ok) {
      deadLetters.drop(arrival.error.reason);
      return link.applier.add({});
    }
    return receive(arrival.value);
  };

  const receive = (arrival: Arrival): Promise<void> => {
    if (!arrival.own && link.blocks.has(arrival.sender)) {
      deadLetters.drop('blocked');
      return link.applier.add({});
    }
    const { facts, typing } = readArrival(arrival, link.ctx.jid);
    // A message ends the writing of it, whether or not it says so (XEP-0085 §5.5).
    const saysSomething = arrival.via === 'live' && facts.some((fact) => fact.kind === 'message');
    const state = typing ?? (saysSomething && !arrival.own ? 'active' : undefined);
    if (state !== undefined) listeners.typing(arrival.chat, state);
    const answer = readAnswer(arrival);
    return link.applier.add({
      ...(facts.length > 0 ? { facts } : {}),
      ...(answer ? { answered: [answer] } : {}),
    });
  };

  /** The page that asked for it commits it, and moves the cursor in the same transaction: nothing to wait for here. */
  const onResult = (el: XmlElement): Promise<void> => {
    const addresses = decodeAddresses(el);
    if (!addresses.ok || !link.archive.take(addresses.value.from, el)) deadLetters.drop('archive-not-asked');
    return link.applier.add({});
  };

  return {
    claims: [
      { stanza: 'message', handler: onMessage },
      { stanza: 'message', ns: mamNs, name: 'result', handler: onResult },
    ],
  };
};
