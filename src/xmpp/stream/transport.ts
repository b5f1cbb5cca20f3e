/** What a session needs of a connection: framed XML elements over a socket, and an honest word on how it ended. */
import type { XmlElement } from '../codec/dom.ts';
import type { ContentProblem, SyntaxProblem } from './guard.ts';

/** How a connection ended, as far as the transport can tell. */
export type TransportEnd =
  /** The socket never opened; browsers do not say why. */
  | { readonly kind: 'unreachable' }
  /** The socket closed without a word of XMPP. */
  | { readonly kind: 'cut' }
  /** `<close/>` (RFC 7395 §3.6), perhaps pointing elsewhere (§3.6.1). */
  | { readonly kind: 'closed'; readonly redirects: boolean }
  /** RFC 6120 §4.9. */
  | { readonly kind: 'error'; readonly condition: string }
  /** A frame that no stream can go on after. */
  | { readonly kind: 'broken'; readonly reason: SyntaxProblem | 'bad-open' };

/** All calls are made in the order of the frames; none after `ended`, nor after `abandon`. */
export interface TransportListener {
  /** The server answered `<open/>`; features follow. */
  opened(): void;
  /** One top-level element; framing and stream errors are dealt with below. */
  element(el: XmlElement): void;
  /** A frame was dropped for what it holds. */
  dropped(reason: ContentProblem, isStanza: boolean): void;
  ended(end: TransportEnd): void;
}

export interface Transport {
  /** One element, serialized. False: the socket is not open, nothing was sent. */
  send(text: string): boolean;
  /** Sends `<open/>` again, after SASL in its first profile (RFC 7395 §3.7). */
  restart(): void;
  /** Sends `<close/>` and closes the socket; what was sent before still goes out. Nothing is reported any more. */
  end(): void;
  /** Closes the socket without a word. Nothing is reported any more. */
  abandon(): void;
}

export interface TransportTarget {
  readonly url: string;
  /** Domain of the account. */
  readonly to: string;
  /** Bare address of the account; FAST is offered only to a stream that names it (XEP-0484 §3.1). */
  readonly from: string;
}

/** Opens a connection. Never throws; a socket that cannot even be made is reported as `unreachable`, later. */
export type OpenTransport = (target: TransportTarget, listener: TransportListener) => Transport;
