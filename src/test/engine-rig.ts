/** An engine over a real store in memory, a fake server and a fake clock: what engine tests start from. */
import { silentLog, type Log } from '#lib/log.ts';
import type { BareJid } from '#lib/jid.ts';
import type { Reply, Signal, Command } from '#model/command.ts';
import type { Message } from '#model/message.ts';
import type { AccountKeeper, Engine } from '#engine/context.ts';
import { startEngine } from '#engine/engine.ts';
// The engine loads these when it needs them, which takes time that no fake clock knows of: here they are loaded already.
import '#engine/archive/detour.ts';
import '#engine/archive/fill-gaps.ts';
import '#engine/archive/whole-archive.ts';
import '#engine/archive/without-anchor.ts';
import '#engine/later.ts';
import '#store/operations/compose.ts';
import '#store/operations/history.ts';
import '#store/operations/page-filtered.ts';
import type { AccountStore } from '#store/account-store.ts';
import { openAccountStore } from '#store/open.ts';
import type { Credentials } from '#xmpp/stream/session.ts';
import { bare, must } from './builders.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeServer, type FakeStream } from './fake-server.ts';

export const alice = bare('alice@example.org');
export const bob = bare('bob@example.org');
export const stranger = bare('eve@elsewhere.example');

/** Turns of the event loop after which a test gives up waiting; each costs microseconds. */
const mostTurns = 20_000;

/** Waits, in turns of the event loop and not in time, until the condition holds. */
export const until = async (
  what: string,
  holds: () => boolean | Promise<boolean>,
  turns = mostTurns,
): Promise<void> => {
  for (let i = 0; i < turns; i++) {
    if (await holds()) return;
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  throw new Error(`never came true: ${what}`);
};

/** Enough turns for anything under way to come to rest. */
export const rest = async (turns = 60): Promise<void> => {
  for (let i = 0; i < turns; i++) await new Promise<void>((resolve) => setImmediate(resolve));
};

export class EngineRig {
  readonly clock = new FakeClock();
  readonly server: FakeServer;
  readonly signals: Signal[] = [];
  /** Streams opened so far, one per engine. */
  readonly streams: FakeStream[] = [];
  /** Put `consoleLog` here to see what an engine has to say. */
  log: Log = silentLog;
  credentials: Credentials | undefined = { kind: 'password', password: 'secret' };
  online = true;
  visible = true;
  forgotten = false;
  readonly #ids: { next: number };
  #store: AccountStore | undefined;
  #engine: Engine | undefined;

  constructor() {
    this.server = new FakeServer(alice, () => this.clock.now());
    this.#ids = { next: 1 };
  }

  get store(): AccountStore {
    if (!this.#store) throw new Error('no store yet');
    return this.#store;
  }

  get engine(): Engine {
    if (!this.#engine) throw new Error('no engine yet');
    return this.#engine;
  }

  get stream(): FakeStream {
    const stream = this.streams.at(-1);
    if (!stream) throw new Error('no stream yet');
    return stream;
  }

  /** Opens the store once; starts a new engine over it, as the next leader would. */
  async start(): Promise<void> {
    this.#store ??= must(
      await openAccountStore(alice, { memory: true, clock: this.clock, newId: () => this.#newId() }),
    );
    const epoch = await this.#store.claimEpoch();
    this.#engine = startEngine({
      jid: alice,
      store: this.#store,
      epoch,
      account: this.#keeper(),
      host: { isOnline: () => this.online, anyVisible: () => Promise.resolve(this.visible) },
      openStream: () => {
        const stream = this.server.openStream();
        this.streams.push(stream);
        return stream;
      },
      discover: () => Promise.resolve({ ok: true, value: ['wss://example.org/ws'] }),
      clock: this.clock,
      newId: () => this.#newId(),
      random: () => 0.5,
      nextTurn: (fn) => void setImmediate(fn),
      log: this.log,
      emit: (signal) => this.signals.push(signal),
    });
  }

  /** Starts and waits until the account is online. */
  async goOnline(): Promise<void> {
    await this.start();
    await this.untilPhase('online');
    await rest();
  }

  async untilPhase(phase: 'online' | 'offline' | 'syncing' | 'connecting'): Promise<void> {
    await until(`connection ${phase}`, () => this.engine.connection.phase === phase);
  }

  /** The tab is killed: the engine never hears of it, its socket is gone. */
  kill(): void {
    this.stream.vanish();
  }

  async close(): Promise<void> {
    await this.#engine?.stop('drop');
    await rest();
    this.#store?.close();
  }

  send(command: Command): Promise<Reply> {
    return this.engine.handle(command);
  }

  messages(chat: BareJid = bob): Promise<readonly Message[]> {
    return this.store.messagesPage(chat, { limit: 500, acrossHoles: true });
  }

  async bodies(chat: BareJid = bob): Promise<readonly string[]> {
    return (await this.messages(chat)).map(({ content }) =>
      content.kind === 'unsupported' ? `(${content.what})` : content.body,
    );
  }

  async write(text: string, chat: BareJid = bob): Promise<Message> {
    const message = await this.store.enqueueMessage(chat, text);
    this.engine.nudge();
    return message;
  }

  async delivery(message: Message): Promise<string | undefined> {
    const [row] = await this.store.messagesByKeys([message.key]);
    return row?.delivery;
  }

  signalsOf<N extends Signal['name']>(name: N): Extract<Signal, { name: N }>[] {
    return this.signals.filter((signal): signal is Extract<Signal, { name: N }> => signal.name === name);
  }

  #newId(): string {
    return `id-${this.#ids.next++}`;
  }

  #keeper(): AccountKeeper {
    return {
      userAgentId: 'agent',
      strongest: undefined,
      webSocket: undefined,
      plainAllowed: true,
      asksEachTime: false,
      credentials: () => Promise.resolve(this.credentials),
      signedIn: () => Promise.resolve(),
      forget: () => {
        this.forgotten = true;
        return Promise.resolve();
      },
    };
  }
}
