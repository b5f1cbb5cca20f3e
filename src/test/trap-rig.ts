/** The same scripted server for a plain client and for ours, so that a trap can be shown on one and its cure on the other. */
import { systemClock } from '#lib/clock.ts';
import { silentLog } from '#lib/log.ts';
import type { XmlElement } from '#xmpp/codec/dom.ts';
import type { ConnectRequest, StreamEvents, StreamSession } from '#xmpp/stream/session.ts';
import { createStropheSession } from '#xmpp/stream/strophe/connection.ts';
import { bare, must } from './builders.ts';
import { eventually } from './scripted-login.ts';
import { admit, startWsServer, type ServerSocket, type WsServer } from './ws-server.ts';

export type Script = (socket: ServerSocket) => Promise<void>;

export interface Ours {
  readonly session: StreamSession;
  /** Ids of the stanzas handed over. */
  readonly taken: string[];
  readonly closed: StreamEvents['closed'][];
  readonly socket: ServerSocket;
}

export class TrapRig {
  readonly server: WsServer;
  readonly #stops: (() => unknown)[] = [];
  readonly #admissions: readonly Promise<void>[];

  private constructor(server: WsServer, admissions: readonly Promise<void>[]) {
    this.server = server;
    this.#admissions = admissions;
  }

  /** Without a script anybody is let in, without stream management. */
  static async start(script: Script = admit): Promise<TrapRig> {
    const admissions: Promise<void>[] = [];
    const serve: Script = (socket) => {
      const admission = script(socket);
      admissions.push(admission);
      return admission;
    };
    return new TrapRig(await startWsServer(serve), admissions);
  }

  /** Lets in and offers stream management. */
  static withSm(): Promise<TrapRig> {
    return TrapRig.start((socket) => admit(socket, true));
  }

  atEnd(stop: () => unknown): void {
    this.#stops.push(stop);
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops) await stop();
    await this.server.stop();
  }

  /** The server's script for the newest connection has ended: what it sent is on the way, its frames are free to be read. */
  async admitted(): Promise<void> {
    await this.socket();
    await this.#admissions.at(-1);
  }

  /** The newest connection, seen from the server. */
  socket(): Promise<ServerSocket> {
    return eventually(() => this.server.sockets.at(-1));
  }

  request(more: Partial<ConnectRequest> = {}): ConnectRequest {
    return {
      jid: bare('me@localhost'),
      webSocket: this.server.url,
      credentials: { kind: 'password', password: 'secret' },
      userAgentId: 'd4565fa7-4d72-4749-b3d3-740edbf87770',
      allowPlain: true,
      ...more,
    };
  }

  newSession(): StreamSession {
    const session = createStropheSession({ clock: systemClock, log: silentLog });
    this.atEnd(() => session.close('drop'));
    return session;
  }

  /** Our session, up. */
  async ours(handler: (el: XmlElement) => Promise<void> = () => Promise.resolve()): Promise<Ours> {
    const session = this.newSession();
    const taken: string[] = [];
    const closed: StreamEvents['closed'][] = [];
    session.on('closed', (why) => closed.push(why));
    session.onStanza((el) => {
      taken.push(el.attr('id') ?? el.name);
      return handler(el);
    });
    must(await session.connect(this.request()));
    return { session, taken, closed, socket: await this.socket() };
  }
}

export const came = (taken: readonly string[], id: string): Promise<true> =>
  eventually(() => (taken.includes(id) ? true : undefined));
export const until = (test: () => boolean): Promise<true> => eventually(() => (test() ? true : undefined));

export const messageOf = (id: string, payload = ''): string =>
  `<message xmlns='jabber:client' id='${id}' from='friend@localhost/x'>${payload}</message>`;
