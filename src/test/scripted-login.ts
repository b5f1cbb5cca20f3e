/** The server's lines of a login, for tests that begin with a stream that is up. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '#lib/log.ts';
import { silentLog } from '#lib/log.ts';
import { ClientSession } from '#xmpp/stream/client-session.ts';
import { xml, type Xml, type XmlElement } from '#xmpp/codec/dom.ts';
import type { Bound, ConnectRequest, StreamSession } from '#xmpp/stream/session.ts';
import { bare, must } from './builders.ts';
import { FakeClock, settle } from './fake-clock.ts';
import { ScriptedNetwork, type ScriptedConnection } from './scripted-transport.ts';

export const me = 'me@example.org';
export const myDevice = 'me@example.org/kith~abc';

/** PLAIN keeps the scripts short: no step of it takes time. */
export const request: ConnectRequest = {
  jid: bare(me),
  webSocket: 'wss://example.org/ws',
  credentials: { kind: 'password', password: 'secret' },
  userAgentId: 'd4565fa7-4d72-4749-b3d3-740edbf87770',
  allowPlain: true,
};

interface Offer {
  readonly sm?: boolean;
  readonly csi?: boolean;
  readonly mechanisms?: readonly string[];
  readonly more?: string;
}

export const sasl2Offer = ({
  sm = true,
  csi = false,
  mechanisms = ['PLAIN'],
  more = '',
}: Offer = {}): string =>
  `<stream:features><authentication xmlns='urn:xmpp:sasl:2'>${mechanisms.map((name) => `<mechanism>${name}</mechanism>`).join('')}` +
  `<inline><bind xmlns='urn:xmpp:bind:0'><inline><feature var='urn:xmpp:carbons:2'/>${sm ? "<feature var='urn:xmpp:sm:3'/>" : ''}` +
  `${csi ? "<feature var='urn:xmpp:csi:0'/>" : ''}</inline></bind>${sm ? "<sm xmlns='urn:xmpp:sm:3'/>" : ''}</inline></authentication>${more}</stream:features>`;

export const success = (content: string, identifier = myDevice): string =>
  `<success xmlns='urn:xmpp:sasl:2'>${content}<authorization-identifier>${identifier}</authorization-identifier></success>`;

/** A fresh bind; `smId` undefined: without stream management. */
export const boundBy = (smId: string | undefined, before = ''): string =>
  success(
    `${before}<bound xmlns='urn:xmpp:bind:0'>${
      smId === undefined ? '' : `<enabled xmlns='urn:xmpp:sm:3' id='${smId}' resume='1' max='300'/>`
    }</bound>`,
  );

export const resumedBy = (smId: string, h: number | string): string =>
  success(`<resumed xmlns='urn:xmpp:sm:3' previd='${smId}' h='${h}'/>`);

export const laterFeatures =
  "<stream:features><ver xmlns='urn:xmpp:features:rosterver'/><csi xmlns='urn:xmpp:csi:0'/></stream:features>";

export interface Rig {
  readonly session: StreamSession;
  readonly network: ScriptedNetwork;
  readonly clock: FakeClock;
  /** Opens a connection and brings it as far as the server's answer to `<authenticate/>`. */
  begin(
    more?: Partial<ConnectRequest>,
    offer?: Offer,
  ): Promise<{ connection: ScriptedConnection; result: ReturnType<StreamSession['connect']> }>;
  /** A stream that is up, with nothing left to read of what was sent. */
  up(smId?: string, offer?: Offer): Promise<{ connection: ScriptedConnection; bound: Bound }>;
}

/** A session over a scripted network; its ids are `id-1`, `id-2` … */
export const rig = (log: Log = silentLog): Rig => {
  const network = new ScriptedNetwork();
  const clock = new FakeClock();
  let count = 0;
  const session = new ClientSession({ open: network.open, clock, log, newId: () => `id-${String(++count)}` });
  const begin: Rig['begin'] = async (more, offer) => {
    const result = session.connect({ ...request, ...more });
    await settle();
    const connection = network.last;
    connection.opened();
    connection.feed(sasl2Offer(offer));
    return { connection, result };
  };
  return {
    session,
    network,
    clock,
    begin,
    up: async (smId, offer) => {
      const { connection, result } = await begin({}, offer);
      connection.feed(boundBy(smId), laterFeatures);
      const bound = must(await result);
      connection.take();
      return { connection, bound };
    },
  };
};

/** Waits for something that takes real time, such as the derivation of keys. Throws after some four seconds. */
export const eventually = async <T>(read: () => T | undefined): Promise<T> => {
  for (let i = 0; i < 800; i++) {
    const value = read();
    if (value !== undefined) return value;
    await pause(5);
  }
  throw new Error('it never came');
};

/** A message to send. */
export const outgoing = (id: string): Xml => xml('message', 'jabber:client', { id });

/** A message that comes in. */
export const incoming = (id: string): string =>
  `<message xmlns='jabber:client' id='${id}' from='friend@example.org/x'/>`;

/** A handler of stanzas whose commits the test completes one by one. */
export class Commits {
  readonly taken: (string | undefined)[] = [];
  readonly #open: (() => void)[] = [];

  readonly handler = (el: XmlElement): Promise<void> => {
    this.taken.push(el.attr('id'));
    return new Promise((resolve) => {
      this.#open.push(resolve);
    });
  };

  /** Completes the oldest. */
  async next(): Promise<void> {
    this.#open.shift()?.();
    await settle();
  }
}
