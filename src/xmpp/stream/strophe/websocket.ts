/** Strophe's WebSocket transport behind the guard: every frame is vetted once, and only its top level is believed. */
import { Strophe } from 'strophe.js';
import { serialize, xml, type XmlElement } from '../../codec/dom.ts';
import { framingNs, streamErrorsNs, streamNs } from '../../core/namespaces.ts';
import { FrameLine } from '../frame-line.ts';
import type { Frame } from '../guard.ts';
import type { TransportEnd, TransportListener } from '../transport.ts';

/** What the socket needs of the connection that holds it; what Strophe's half of it reads is the service. */
export interface GuardedOwner {
  readonly service: string;
  readonly domain: string;
  readonly account: string;
  readonly listener: TransportListener;
  readonly isOver: boolean;
  /** Everything that is neither framing nor a stream error. */
  receive(el: XmlElement): void;
  finish(end: TransportEnd): void;
}

/** RFC 6120 §4.9.2: the condition is the child in this namespace that is not `<text/>`. */
const conditionOf = (error: XmlElement): string =>
  error.children().find((el) => el.ns === streamErrorsNs && el.name !== 'text')?.name ??
  'undefined-condition';

export class GuardedWebsocket extends Strophe.Websocket {
  readonly #owner: GuardedOwner;
  readonly #line: FrameLine;
  #hasOpened = false;

  constructor(owner: GuardedOwner) {
    // Of the connection, the members that are not overridden here read the address alone (members.test.ts).
    super(owner as unknown as ConstructorParameters<typeof Strophe.Websocket>[0]);
    this.#owner = owner;
    this.#line = new FrameLine(
      owner,
      (frame) => {
        this.#take(frame);
      },
      () => owner.isOver,
    );
  }

  /** The account's address lets the server offer what it offers to this account only. */
  override _onOpen(): void {
    this.#hasOpened = true;
    const { account: from, domain: to } = this.#owner;
    this.socket?.send(serialize(xml('open', framingNs, { from, to, version: '1.0' })));
  }

  override _onInitialMessage(message: MessageEvent): void {
    this._onMessage(message);
  }

  override _onMessage(message: MessageEvent): void {
    // Browsers deliver nothing once a socket is closing; WebSockets of Node do.
    if (this.#owner.isOver) return;
    this.#line.add(message.data);
  }

  /** Says nothing: a close event always follows, and browsers give a reason in neither. */
  override _onError(): void {
    return;
  }

  override _onClose(): void {
    this.#line.inTurn(() => {
      this.#owner.finish({ kind: this.#hasOpened ? 'cut' : 'unreachable' });
    });
  }

  #take(frame: Frame): void {
    if (this.#owner.isOver) return;
    if (frame.kind === 'broken') this.#owner.finish(frame);
    else if (frame.kind === 'dropped') this.#owner.listener.dropped(frame.reason, frame.isStanza);
    else if (frame.kind === 'element') this.#element(frame.el);
  }

  #element(el: XmlElement): void {
    if (el.ns === framingNs) this.#framing(el);
    else if (el.ns === streamNs && el.name === 'error') {
      this.#owner.finish({ kind: 'error', condition: conditionOf(el) });
    } else this.#owner.receive(el);
  }

  /** A redirect is reported, never followed: credentials go to the host that was named (F05). */
  #framing(el: XmlElement): void {
    if (el.name === 'close') {
      this.#owner.finish({ kind: 'closed', redirects: el.attr('see-other-uri') !== undefined });
    } else if (el.name === 'open' && el.attr('version') === '1.0') this.#owner.listener.opened();
    else this.#owner.finish({ kind: 'broken', reason: 'bad-open' });
  }
}
