/** Presence (RFC 6121 §3 and §4): devices of others and of oneself, requests to see us, and our own presence. */
import { bareOf, isFull, type BareJid } from '#lib/jid.ts';
import type { DevicePresence, OwnPresence } from '#model/contact.ts';
import { payload } from '#xmpp/codec/codec.ts';
import type { Xml, XmlElement } from '#xmpp/codec/dom.ts';
import { decodePresence, encodePresence, type PresenceStanza } from '#xmpp/core/presence.ts';
import { caps } from '#xmpp/xep/0115-caps.ts';
import { idle } from '#xmpp/xep/0319-idle.ts';
import type { DeadLetters } from '../dead-letters.ts';
import type { Feature } from '../feature.ts';
import { ownCaps } from '../identity.ts';
import type { Piece } from '../inbound/piece.ts';
import type { Link } from '../link.ts';
import { errorName } from '../error-name.ts';

/** Characters of a status or of a request's text that are kept; people write less. */
const longestText = 1000;
/** Requests that are taken in one session; a flood is not worth more rows (P04). */
const mostRequests = 200;

export interface PresenceListeners {
  /** A device came online, or changed; its row is committed. */
  device(presence: DevicePresence): void;
  /** The outbox has a new row. */
  answered(): void;
}

export interface PresenceFeature extends Feature {
  /** Tells the server, and by it the contacts. Throws when not bound. */
  announce(): Promise<void>;
}

export const presenceFeature = (
  link: Link,
  deadLetters: DeadLetters,
  listeners: PresenceListeners,
): PresenceFeature => {
  const { ctx } = link;
  const requesting = new Set<BareJid>();

  const onPresence = async (el: XmlElement): Promise<void> => {
    const presence = decodePresence(el);
    if (!presence.ok) deadLetters.drop('malformed');
    const piece = presence.ok ? pieceOf(presence.value) : {};
    await link.applier.add(piece);
    for (const device of piece.presence?.changed ?? []) listeners.device(device);
  };

  const pieceOf = (presence: PresenceStanza): Piece => {
    const from = presence.from ?? ctx.jid;
    if (link.blocks.hasSender(from)) return {};
    switch (presence.type) {
      case undefined:
        return isFull(from) && isShown(bareOf(from))
          ? { presence: { changed: [deviceOf(presence, from)] } }
          : {};
      case 'unavailable':
        return { presence: isFull(from) ? { gone: [from] } : { goneBare: [from] } };
      case 'subscribe':
        return requested(bareOf(from), presence.status);
      case 'unsubscribe':
        return { requests: { removed: [bareOf(from)] } };
      // What came of our own requests is told by roster pushes (RFC 6121 §3.1.6); errors of presence concern no row.
      default:
        return {};
    }
  };

  /** Anyone may send presence to anyone (RFC 6121 §4.6); only that of people on the roster has a place to be shown. */
  const isShown = (jid: BareJid): boolean => jid === ctx.jid || link.trust.isContact(jid);

  const deviceOf = (presence: PresenceStanza, jid: DevicePresence['jid']): DevicePresence => {
    const { el, show, status, priority } = presence;
    const announced = payload(el, caps);
    const since = payload(el, idle)?.since;
    return {
      jid,
      bare: bareOf(jid),
      show,
      priority,
      at: ctx.clock.now(),
      ...(status === undefined ? {} : { status: status.slice(0, longestText) }),
      ...(since === undefined ? {} : { idleSince: Math.min(since, ctx.clock.now()) }),
      ...(announced ? { caps: announced } : {}),
    };
  };

  /** A request from someone whom we ask ourselves is granted; everybody else's is put to the person. */
  const requested = (jid: BareJid, text: string | undefined): Piece => {
    if (jid === ctx.jid || link.trust.seesUs(jid)) return {};
    if (link.trust.weAsked(jid)) {
      void grant(jid);
      return {};
    }
    if (requesting.size >= mostRequests && !requesting.has(jid)) {
      deadLetters.drop('too-many-requests');
      return {};
    }
    requesting.add(jid);
    const message = text === undefined ? {} : { message: text.slice(0, longestText) };
    return { requests: { added: [{ jid, at: ctx.clock.now(), ...message }] } };
  };

  const grant = async (jid: BareJid): Promise<void> => {
    try {
      await ctx.store.enqueue({ kind: 'subscribed', jid });
      listeners.answered();
    } catch (error) {
      // They ask again at each of our sign-ins (RFC 6121 §3.1.3).
      ctx.log.warn('a subscription was not granted', {
        error: errorName(error),
      });
    }
  };

  return {
    claims: [{ stanza: 'presence', handler: onPresence }],
    announce: async () => {
      link.stream.send(composePresence(await ctx.store.ownPresence(), ctx.clock.now()));
    },
  };
};

/** Away says since when (XEP-0319 §3): the person is taken to be idle from the moment they are announced as away. */
const composePresence = ({ show, status }: OwnPresence, now: number): Xml => {
  const isAway = show === 'away' || show === 'xa';
  const payloads = [caps.encode(ownCaps)];
  if (isAway) payloads.push(idle.encode({ since: now }));
  return encodePresence({ show, status }, ...payloads);
};
