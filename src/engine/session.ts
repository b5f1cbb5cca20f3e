/** The life of the connection: attempts, logins, losses, and what every tab is told about it. */
import type { Connection } from '#model/connection.ts';
import { Reconnect } from '#xmpp/stream/reconnect.ts';
import type { StreamFailure } from '#xmpp/stream/failure.ts';
import type { Bound } from '#xmpp/stream/session.ts';
import type { Timer } from '#lib/clock.ts';
import { Dialler } from './dial.ts';
import type { InboundDoor } from './inbound/receive.ts';
import { catchUpAgainMs, fillUp, greet, noteLogin, synchronise, type Parts } from './startup.ts';
import { errorName } from './error-name.ts';

/** Somebody looks: the server has this long to show that it is there. Milliseconds. */
const probeMs = 5000;
/** A goodbye is not worth waiting longer. Milliseconds. */
const goodbyeMs = 2000;

export interface SessionOptions {
  readonly parts: Parts;
  readonly door: InboundDoor;
  readonly tell: (connection: Connection) => void;
}

export class Session {
  connection: Connection = { phase: 'connecting', attempt: 0 };
  readonly #parts: Parts;
  readonly #door: InboundDoor;
  readonly #tell: (connection: Connection) => void;
  readonly #dialler: Dialler;
  readonly #reconnect: Reconnect;
  /** Counts fresh logins: work that belongs to an older one ends by itself. */
  #login = 0;
  #attempts = 0;
  #isSyncing = false;
  #isStopped = false;
  #isProbing = false;
  /** Why we close the stream ourselves. */
  #cause: StreamFailure | undefined;
  #againTimer: Timer | undefined;
  #waiters: ((isBound: boolean) => void)[] = [];

  constructor({ parts, door, tell }: SessionOptions) {
    const { ctx, stream } = parts.link;
    this.#parts = parts;
    this.#door = door;
    this.#tell = tell;
    this.#dialler = new Dialler(ctx, stream, () => parts.link.isGreeted);
    this.#reconnect = new Reconnect({
      clock: ctx.clock,
      random: ctx.random,
      isProven: ctx.account.strongest !== undefined,
      attempt: () => void this.#attempt(),
    });
    stream.on('closed', (why) => {
      this.#lost(why);
    });
  }

  start(): void {
    if (!this.#isStopped) void this.#attempt();
  }

  /** A person asks: try now, whatever the plan. Resolves with whether the stream came up. */
  retryNow(): Promise<boolean> {
    if (this.#parts.link.stream.state === 'bound') return Promise.resolve(true);
    const outcome = new Promise<boolean>((resolve) => this.#waiters.push(resolve));
    this.#reconnect.retryNow();
    return outcome;
  }

  /** Messages fetched so far by the catch-up under way. */
  progress(done: number): void {
    if (this.connection.phase === 'syncing') this.#show({ phase: 'syncing', done });
  }

  /** The network or the visibility may have changed: look whether the server is there. */
  async look(): Promise<void> {
    const { ctx, stream } = this.#parts.link;
    const isVisible = await this.#tellActivity();
    if (this.#isStopped) return;
    if (stream.state === 'closed') this.#reconnect.hint();
    else if (isVisible || ctx.host.isOnline()) await this.#probe();
  }

  async #tellActivity(): Promise<boolean> {
    const { ctx, stream } = this.#parts.link;
    const isVisible = await ctx.host.anyVisible();
    stream.setActive(isVisible);
    return isVisible;
  }

  /** The socket closes in this very turn; the rest is being written while it closes. */
  async stop(how: 'drop' | 'bye'): Promise<void> {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#reconnect.stop();
    this.#clearAgain();
    this.#parts.outbox.shut();
    this.#answer(false);
    const { ctx, stream } = this.#parts.link;
    const closed = stream.close(how);
    let timer: Timer | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = ctx.clock.setTimeout(resolve, goodbyeMs);
    });
    await Promise.race([closed, patience]);
    if (timer) ctx.clock.clearTimeout(timer);
  }

  async #attempt(): Promise<void> {
    const attempt = ++this.#attempts;
    const isCurrent = (): boolean => attempt === this.#attempts && !this.#isStopped;
    this.#show({ phase: 'connecting', attempt: this.#reconnect.attempts });
    this.#door.shut();
    try {
      // What the last stream had confirmed, and what it broke over.
      await this.#parts.outbox.idle();
      const bound = await this.#dialler.dial(isCurrent);
      if (!isCurrent()) return;
      if (bound.ok) await this.#up(bound.value, isCurrent);
      else this.#down(bound.error);
    } catch (error) {
      this.#log('an attempt broke', error);
      if (isCurrent()) this.#broken();
    }
  }

  async #up(bound: Bound, isCurrent: () => boolean): Promise<void> {
    const { link } = this.#parts;
    const login = bound.resumed ? this.#login : ++this.#login;
    if (!bound.resumed) this.#isSyncing = false;
    await noteLogin(this.#parts, bound);
    // Gone again: its end has been told, and has planned the next attempt.
    if (!isCurrent() || link.stream.state !== 'bound') return;
    this.#door.open();
    this.#reconnect.bound();
    this.#keepAccount(bound);
    this.#tellActivity().catch((error: unknown) => {
      this.#log('visibility is not known', error);
    });
    this.#answer(true);
    if (this.#isSyncing && bound.resumed) this.#show({ phase: 'syncing' });
    else void this.#sync(bound, login);
  }

  /** Without it the next visit asks for the password again; this one goes on. */
  #keepAccount(bound: Bound): void {
    this.#parts.link.ctx.account.signedIn(bound).catch((error: unknown) => {
      this.#log('the account was not kept', error);
    });
  }

  /** Storage failed between login and first stanza: nothing may be acknowledged on this stream. */
  #broken(): void {
    const { stream } = this.#parts.link;
    if (stream.state === 'closed') this.#down({ kind: 'storage' });
    else {
      this.#cause = { kind: 'storage' };
      void stream.close('drop');
    }
  }

  /** Runs once per fresh login, and survives cuts that a resume repairs. */
  async #sync(bound: Bound, login: number): Promise<void> {
    const { link } = this.#parts;
    const isCurrent = (): boolean => login === this.#login && !this.#isStopped;
    const isUp = (): boolean => isCurrent() && link.stream.state === 'bound';
    this.#isSyncing = true;
    this.#show({ phase: 'syncing' });
    let isDone = false;
    try {
      if (!bound.resumed) await greet(this.#parts, bound);
      else if (!link.server.isKnown) await this.#parts.disco.learnServer();
      if (isCurrent()) isDone = await synchronise(this.#parts, isUp);
    } catch (error) {
      this.#log('catch-up broke', error);
    }
    if (!isCurrent()) return;
    this.#isSyncing = false;
    if (!isUp()) return;
    this.#show({ phase: 'online' });
    this.#parts.outbox.open();
    this.#parts.software.begin();
    if (!isDone) this.#againSoon(bound, login);
    else this.#fillUp();
  }

  /** How much of the past is wanted may have changed. */
  settingsChanged(): void {
    if (this.connection.phase === 'online') this.#fillUp();
  }

  #fillUp(): void {
    fillUp(this.#parts).catch((error: unknown) => {
      this.#log('the past was not filled', error);
    });
  }

  #againSoon(bound: Bound, login: number): void {
    this.#clearAgain();
    this.#againTimer = this.#parts.link.ctx.clock.setTimeout(() => {
      if (login === this.#login && !this.#isSyncing) void this.#sync({ ...bound, resumed: true }, login);
    }, catchUpAgainMs);
  }

  #clearAgain(): void {
    if (this.#againTimer) this.#parts.link.ctx.clock.clearTimeout(this.#againTimer);
    this.#againTimer = undefined;
  }

  #lost(why: StreamFailure | { readonly kind: 'bye' }): void {
    this.#parts.outbox.shut();
    this.#clearAgain();
    if (this.#isStopped || why.kind === 'bye') return;
    const cause = this.#cause;
    this.#cause = undefined;
    if (!cause) this.#parts.outbox.broke(why);
    this.#down(cause ?? why);
  }

  #down(failure: StreamFailure): void {
    this.#door.forget();
    this.#answer(false);
    this.#reconnect.failed(failure);
    const { state } = this.#reconnect;
    const retryAt = state.phase === 'waiting' ? { retryAt: state.retryAt } : {};
    this.#show({ phase: 'offline', failure, ...retryAt });
  }

  /** A connection that only seems to be there is dropped, and resumed at once. */
  async #probe(): Promise<void> {
    if (this.#isProbing) return;
    this.#isProbing = true;
    const { stream } = this.#parts.link;
    const login = this.#login;
    const isAlive = await stream.probe(probeMs);
    this.#isProbing = false;
    if (isAlive || login !== this.#login || stream.state !== 'bound') return;
    await stream.close('drop');
    this.#reconnect.hint();
  }

  #log(message: string, error: unknown): void {
    this.#parts.link.ctx.log.error(message, { error: errorName(error) });
  }

  #show(connection: Connection): void {
    this.connection = connection;
    this.#tell(connection);
  }

  #answer(isBound: boolean): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const answer of waiters) answer(isBound);
  }
}
