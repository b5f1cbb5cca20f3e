/** The data of the fake server, and what its parts see of each other. */
import type { BareJid, FullJid } from '#lib/jid.ts';
import type { Result } from '#lib/result.ts';
import { parseXml, type Xml, type XmlElement } from '#xmpp/codec/dom.ts';
import type { StreamFailure } from '#xmpp/stream/failure.ts';
import type { Bound, ConnectRequest } from '#xmpp/stream/session.ts';

/**
 * What an archived message does to those who ask for it: its frame is refused, its frame ends the stream, or the server does
 * not answer.
 */
export type Harm = 'dropped' | 'broken' | 'silent';

export interface Archived {
  readonly id: string;
  readonly stanza: Xml;
  readonly at: number;
  harm?: Harm;
}

/** Frames that do harm on arrival. */
export const harmful = new WeakMap<XmlElement, Harm>();

export interface FakeRosterItem {
  readonly jid: string;
  readonly name?: string;
  readonly subscription: 'none' | 'to' | 'from' | 'both';
  readonly ask?: boolean;
}

/** What the server offers; tests switch things off. */
export interface Offers {
  sm: boolean;
  archive: boolean;
  carbons: boolean;
  blocking: boolean;
  stanzaIds: boolean;
  /** The archive's edges are told at the login. */
  edges: boolean;
  /** Octets of the largest stanza (XEP-0478), if it tells. */
  maxBytes?: number;
  /** Largest page of the archive. */
  pageLimit: number;
}

export type IqAnswer = { readonly result: Xml | undefined } | { readonly error: string } | 'silence';

/** A session that can be resumed: what the server counted, and what it has sent that is not acknowledged. */
export interface ServerSession {
  id: string;
  readonly jid: FullJid;
  received: number;
  readonly toClient: Xml[];
  stream: Arriving | undefined;
}

/** The client's end, as the server sees it. */
export interface Arriving {
  arrive(el: XmlElement): Promise<void>;
}

/** The server's end, as a stream sees it. */
export interface ServerEnd {
  readonly offers: Offers;
  session: ServerSession | undefined;
  login(stream: Arriving, request: ConnectRequest): Result<Bound, StreamFailure>;
  /** A stanza of the client arrives. The answer is for IQs. */
  take(stanza: Xml): IqAnswer | undefined;
}

/** What answers to IQs are made of. */
export interface ServerData {
  readonly account: BareJid;
  readonly offers: Offers;
  readonly archive: Archived[];
  readonly roster: FakeRosterItem[];
  rosterVersion: string;
  readonly blocked: string[];
  readonly overrides: ((iq: Xml, payload: Xml) => IqAnswer | undefined)[];
  deliver(stanza: Xml | string): Promise<void>;
}

export const readXml = (text: string): Xml => {
  const parsed = parseXml(text);
  if (!parsed.ok) throw new Error(`not well-formed (${parsed.error.kind}): ${text}`);
  return parsed.value;
};
