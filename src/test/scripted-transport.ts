/** A transport whose other end is the test: feeds elements, records what was sent, ends as told. */
import { parseXml, serialize, type Xml } from '#xmpp/codec/dom.ts';
import type { ContentProblem } from '#xmpp/stream/guard.ts';
import type {
  OpenTransport,
  Transport,
  TransportEnd,
  TransportListener,
  TransportTarget,
} from '#xmpp/stream/transport.ts';
import { must } from './builders.ts';

export class ScriptedConnection implements Transport {
  readonly target: TransportTarget;
  readonly #listener: TransportListener;
  #sent: Xml[] = [];
  restarts = 0;
  /** How our side ended it; undefined: it did not. */
  closedBy: 'end' | 'abandon' | undefined;
  /** A socket that takes nothing any more although nobody has noticed its end. */
  isMute = false;

  constructor(target: TransportTarget, listener: TransportListener) {
    this.target = target;
    this.#listener = listener;
  }

  send(text: string): boolean {
    if (this.isMute || this.closedBy !== undefined) return false;
    this.#sent.push(must(parseXml(text)));
    return true;
  }

  restart(): void {
    this.restarts++;
  }

  end(): void {
    this.closedBy ??= 'end';
  }

  abandon(): void {
    this.closedBy ??= 'abandon';
  }

  /** What was sent since the last call. */
  take(): readonly Xml[] {
    const sent = this.#sent;
    this.#sent = [];
    return sent;
  }

  /** The same, as texts. */
  takeText(): readonly string[] {
    return this.take().map(serialize);
  }

  opened(): void {
    this.#listener.opened();
  }

  /** Delivers elements, one call for several frames that arrive together. */
  feed(...texts: readonly string[]): void {
    for (const text of texts) if (this.closedBy === undefined) this.#listener.element(must(parseXml(text)));
  }

  drop(reason: ContentProblem, isStanza: boolean): void {
    this.#listener.dropped(reason, isStanza);
  }

  finish(end: TransportEnd): void {
    if (this.closedBy === undefined) this.#listener.ended(end);
  }
}

export class ScriptedNetwork {
  readonly connections: ScriptedConnection[] = [];

  readonly open: OpenTransport = (target, listener) => {
    const connection = new ScriptedConnection(target, listener);
    this.connections.push(connection);
    return connection;
  };

  /** The newest connection. */
  get last(): ScriptedConnection {
    const connection = this.connections.at(-1);
    if (!connection) throw new Error('nobody has connected');
    return connection;
  }
}
