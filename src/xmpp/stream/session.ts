/** The contract between the engine and a stream: what a session offers, whichever transport carries it. */
import type { BareJid, FullJid, Jid } from '#lib/jid.ts';
import type { Result } from '#lib/result.ts';
import type { Xml, XmlElement } from '../codec/dom.ts';
import type { StanzaError } from '../core/stanza-error.ts';
import type { StreamFailure } from './failure.ts';

export type ScramHashName = 'SHA-1' | 'SHA-256' | 'SHA-512';

/** Keys derived by SCRAM (RFC 5802 §3), base64; they stand in for the password of this account on this server. */
export interface ScramKeysWire {
  readonly hash: ScramHashName;
  readonly salt: string;
  readonly iterations: number;
  readonly clientKey: string;
  readonly serverKey: string;
}

export type Credentials =
  | { readonly kind: 'password'; readonly password: string }
  | { readonly kind: 'scram'; readonly keys: ScramKeysWire };

/** What must be kept to resume a stream (XEP-0198 §5); all counts are modulo 2^32. */
export interface ResumeState {
  /** The server's SM id. */
  readonly id: string;
  /** Seconds for which the server keeps the session after a cut; absent: not told. */
  readonly max?: number;
  readonly jid: FullJid;
  /** Inbound stanzas whose effects are committed. */
  readonly h: number;
  /** Outbound stanzas the server has acknowledged. */
  readonly acked: number;
  /** Outbound stanzas sent. */
  readonly sent: number;
}

export interface ConnectRequest {
  readonly jid: BareJid;
  /** `wss:` address; `ws:` only for a loopback page and socket. */
  readonly webSocket: string;
  readonly credentials: Credentials;
  /** XEP-0388 user-agent id (a UUID), stable per install and account. */
  readonly userAgentId: string;
  /** Name shown by servers in lists of devices (XEP-0388 §2.3.2). */
  readonly device?: string;
  /** Bind 2 tag, the visible head of the resource. Default `kith`; two users of one user-agent id need two tags. */
  readonly tag?: string;
  /** Resume this stream if the server still has it; otherwise a fresh bind follows in the same login. */
  readonly resume?: ResumeState;
  /** Strongest mechanism seen before: a weaker offer is refused with `mechanism-too-weak`. */
  readonly strongest?: string;
  /** PLAIN as the last resort. Default false; never set for a host that a link named. */
  readonly allowPlain?: boolean;
}

/** What the server offered around the login (stream features). */
export interface StreamFeatures {
  /** RFC 6121 §2.6. */
  readonly rosterVersioning: boolean;
  /** RFC 6121 §3.4. */
  readonly subscriptionPreApproval: boolean;
  /** XEP-0352. */
  readonly csi: boolean;
  /** XEP-0115 of the server itself. */
  readonly caps?: { readonly node: string; readonly ver: string; readonly hash: string };
  /** Largest stanza the server takes, in bytes of UTF-8 (XEP-0478). */
  readonly maxBytes?: number;
  /** Seconds of silence after which the server cuts (XEP-0478). */
  readonly idleSeconds?: number;
}

/** A stream that is up. */
export interface Bound {
  readonly jid: FullJid;
  /** True: the server had kept the session; roster, presence and carbons are still in force. */
  readonly resumed: boolean;
  readonly features: StreamFeatures;
  /** Derived when the login ran SCRAM; to be stored in place of the password. */
  readonly scramKeys?: ScramKeysWire;
  /** SASL mechanism used, for the pin. */
  readonly mechanism: string;
  /** Stream management is on. */
  readonly sm: boolean;
  /** Message carbons are on already (Bind 2 inline); false: ask by IQ. */
  readonly carbonsEnabled: boolean;
  /** Edges of the own archive at the moment of the bind (XEP-0386 with XEP-0313 metadata). */
  readonly archiveEdge?: { readonly start?: string; readonly end?: string };
  /** A refused resume that told how many of the former stream's outbound stanzas had arrived. */
  readonly previous?: { readonly h: number };
  /**
   * After a resume from stored state: outbound stanzas of the former page numbered above this never arrived and the
   * stream no longer holds them; they take new numbers when sent again. Absent: the stream has re-sent all itself.
   */
  readonly lostAbove?: number;
}

export type IqFailure =
  | { readonly kind: 'timeout' }
  /** The stream it was sent on has ended for good; whether it was carried out is unknown. */
  | { readonly kind: 'gone' }
  /** Not sent: no stream. */
  | { readonly kind: 'offline' }
  | { readonly kind: 'error'; readonly error: StanzaError };

export interface IqRequest {
  readonly type: 'get' | 'set';
  /** Absent: one's own account. */
  readonly to?: Jid;
  readonly payload: Xml;
  /** Milliseconds of waiting, cuts of the connection included. Default 30,000. */
  readonly timeoutMs?: number;
}

export interface StreamEvents {
  /** The server has every outbound stanza numbered up to this one. Also emitted within `connect` by a resume. */
  acked: number;
  /** A bound stream ended; exactly once per successful `connect`. */
  closed: StreamFailure | { readonly kind: 'bye' };
  /** Something was refused and dropped; the reason names no content. `broken-frame`: the stream ends over it. */
  deadLetter: { readonly reason: string };
}

export interface StreamSession {
  readonly state: 'closed' | 'connecting' | 'bound';
  /** Brings a stream up or says why not; never rejects. One at a time. */
  connect(request: ConnectRequest): Promise<Result<Bound, StreamFailure>>;
  /**
   * Sends a stanza and returns its outbound number, the one `acked` speaks of: the XEP-0198 count, or without stream
   * management a count of this stream that a ping confirms. Throws when not bound.
   */
  send(stanza: Xml): number;
  /** Asks and waits for the answer from that very address; never rejects. Survives a resume. */
  iq(request: IqRequest): Promise<Result<XmlElement | undefined, IqFailure>>;
  /**
   * The inbound hook: called once per stanza, in order, as it arrives, WITHOUT waiting for the promises of earlier calls, so
   * that several stanzas can be committed in one transaction; seriality is the handler's own (a queue). Acknowledgement
   * follows the contiguous run of fulfilled promises. A rejection means that storage is broken: the stream stops
   * acknowledging and closes with `storage`. A synchronous throw is a bug: the stanza is dropped, reported and counted.
   * Answers to `iq` do not come here, and settle only after every stanza received before them is handled (a MAM page is
   * complete when its answer arrives): never await `iq` inside the promise of a stanza.
   */
  onStanza(handler: (el: XmlElement) => Promise<void>): void;
  /** Returns the function that ends the subscription. */
  on<K extends keyof StreamEvents>(event: K, fn: (value: StreamEvents[K]) => void): () => void;
  /** For persistence and for the next `connect`; undefined without a resumable session. */
  readonly resumeState: ResumeState | undefined;
  /**
   * Between two connections: lets go of what is not acknowledged. The next resume sends none of it, and tells by `lostAbove`
   * what of it did not arrive.
   */
  release(): void;
  /** Asks for an acknowledgement now. */
  requestAck(): void;
  /** Whether the server answers within that time; false also when not bound. A false leaves the stream as it is. */
  probe(timeoutMs: number): Promise<boolean>;
  /** XEP-0352: tells the server whether somebody looks; remembered over reconnects. */
  setActive(active: boolean): void;
  /** bye: final acknowledgement and `<close/>`, the session ends. drop: the socket closes without a word, resumable. */
  close(how: 'bye' | 'drop'): Promise<void>;
}
