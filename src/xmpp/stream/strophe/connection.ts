/** Strophe's connection as a transport: it opens the socket, speaks the framing and closes; the session does the rest. */
import { Strophe } from 'strophe.js';
import { serialize, xml, type XmlElement } from '../../codec/dom.ts';
import { framingNs } from '../../core/namespaces.ts';
import { ClientSession, type SessionOptions } from '../client-session.ts';
import type { StreamSession } from '../session.ts';
import type { OpenTransport, TransportEnd, TransportListener, TransportTarget } from '../transport.ts';
import { GuardedWebsocket, type GuardedOwner } from './websocket.ts';

Strophe.setLogLevel(Strophe.LogLevel.FATAL);

/** How long a goodbye waits for the server's own. Milliseconds. */
const closeWithinMs = 1000;

/**
 * One connection attempt. A fresh one for each attempt, so that nothing queued, no handler and no socket of an earlier
 * stream can leak into the next. It stands where Strophe's socket expects Strophe's own connection, which would bring
 * handlers, authentication, a loop of 100 ms, a queue and stream management of its own: none of it is used.
 */
export class GuardedConnection implements GuardedOwner {
  readonly account: string;
  readonly listener: TransportListener;
  /** Read by Strophe's socket: the address. */
  readonly service: string;
  readonly domain: string;
  readonly #websocket: GuardedWebsocket;
  #isOver = false;

  constructor(target: TransportTarget, listener: TransportListener) {
    this.account = target.from;
    this.listener = listener;
    this.service = target.url;
    this.domain = target.to;
    this.#websocket = new GuardedWebsocket(this);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Throws where no socket can be made for the address, or the page's policy forbids it. */
  open(): void {
    this.#websocket._connect();
  }

  /** False: the socket is not open, nothing was sent. */
  transmit(text: string): boolean {
    const { socket } = this.#websocket;
    if (this.#isOver || socket?.readyState !== 1) return false;
    socket.send(text);
    return true;
  }

  restart(): void {
    if (!this.#isOver) this.#websocket._onOpen();
  }

  /**
   * `<close/>`, and the socket closes when the server has answered it (RFC 7395 §3.6). Strophe would close both in one breath:
   * Prosody then answers the socket first and its own `<close/>` comes too late, which browsers report as an error.
   */
  end(): void {
    if (this.#isOver) return;
    const { socket } = this.#websocket;
    const isOpen = this.transmit(serialize(xml('close', framingNs)));
    this.#isOver = true;
    if (!isOpen || !socket) {
      this.#websocket._doDisconnect();
      return;
    }
    const close = (): void => {
      clearTimeout(timer);
      socket.onmessage = null;
      socket.onclose = null;
      this.#websocket._doDisconnect();
    };
    const timer = setTimeout(close, closeWithinMs);
    socket.onclose = close;
    socket.onmessage = ({ data }: MessageEvent) => {
      if (/^<close[\s/>]/.test(String(data))) close();
    };
  }

  /** Does not wait for a close event: after a resume Prosody sends none. */
  abandon(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#websocket._doDisconnect();
  }

  receive(el: XmlElement): void {
    this.listener.element(el);
  }

  finish(end: TransportEnd): void {
    if (this.#isOver) return;
    this.abandon();
    this.listener.ended(end);
  }
}

/** Opens a WebSocket by way of Strophe. */
export const openStrophe: OpenTransport = (target, listener) => {
  const connection = new GuardedConnection(target, listener);
  try {
    connection.open();
  } catch {
    queueMicrotask(() => {
      connection.finish({ kind: 'unreachable' });
    });
  }
  return {
    send: (text) => connection.transmit(text),
    restart: () => {
      connection.restart();
    },
    end: () => {
      connection.end();
    },
    abandon: () => {
      connection.abandon();
    },
  };
};

/** The session of the page: XMPP over Strophe's WebSocket. */
export const createStropheSession = (options: Omit<SessionOptions, 'open'>): StreamSession =>
  new ClientSession({ ...options, open: openStrophe });
