/** A real Prosody 13 for tests, and sessions of ours on it; where none can be had, tests are skipped by name, in CI they fail. */
import { it } from 'vitest';
import { systemClock } from '#lib/clock.ts';
import { silentLog } from '#lib/log.ts';
import type { ServerOptions } from '#local/prosody/config.ts';
import { launchProsody } from '#local/prosody/launch.ts';
import { unpackedProsody, type Program } from '#local/prosody/unpack.ts';
import { Unavailable, type LocalServer } from '#local/server/local-server.ts';
import type { XmlElement } from '#xmpp/codec/dom.ts';
import type { Bound, ConnectRequest, StreamEvents, StreamSession } from '#xmpp/stream/session.ts';
import { createStropheSession } from '#xmpp/stream/strophe/connection.ts';
import { bare, must } from './builders.ts';

const findProgram = async (): Promise<Program | undefined> => {
  try {
    return await unpackedProsody('prosody-13', () => undefined);
  } catch (error) {
    if (!(error instanceof Unavailable) || process.env['CI'] !== undefined) throw error;
    return undefined;
  }
};

const program = await findProgram();

/** `it`, if there is a server to test against. */
export const live = it.skipIf(program === undefined);

/** A session with what it has taken and lost. */
export interface LiveSession {
  readonly session: StreamSession;
  readonly taken: XmlElement[];
  readonly acked: number[];
  readonly closed: StreamEvents['closed'][];
}

/** One server and the sessions on it; `stop` ends all. */
export class LiveRig {
  readonly server: LocalServer;
  readonly #sessions: StreamSession[] = [];

  private constructor(server: LocalServer) {
    this.server = server;
  }

  /** Accounts `alice` and `bob`, password `secret`; undefined without a server. */
  static async start(options: ServerOptions = {}): Promise<LiveRig | undefined> {
    if (!program) return undefined;
    const server = await launchProsody(program, options);
    for (const user of ['alice', 'bob']) await server.addAccount(user, 'secret');
    return new LiveRig(server);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#sessions.map((session) => session.close('bye')));
    await this.server.stop();
  }

  request(user: string, more: Partial<ConnectRequest> = {}): ConnectRequest {
    return {
      jid: bare(`${user}@localhost`),
      webSocket: this.server.webSocket,
      credentials: { kind: 'password', password: 'secret' },
      userAgentId: crypto.randomUUID(),
      ...more,
    };
  }

  newSession(handler: (el: XmlElement) => Promise<void> = () => Promise.resolve()): LiveSession {
    const session = createStropheSession({ clock: systemClock, log: silentLog });
    this.#sessions.push(session);
    const one: LiveSession = { session, taken: [], acked: [], closed: [] };
    session.on('acked', (upTo) => one.acked.push(upTo));
    session.on('closed', (why) => one.closed.push(why));
    session.onStanza((el) => {
      one.taken.push(el);
      return handler(el);
    });
    return one;
  }

  /** A session that is up. */
  async up(user: string, more: Partial<ConnectRequest> = {}): Promise<LiveSession & { bound: Bound }> {
    const one = this.newSession();
    return { ...one, bound: must(await one.session.connect(this.request(user, more))) };
  }
}
