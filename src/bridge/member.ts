/** One tab in the bridge of an account: follower by default, and the host of the engine while it holds the lock. */
import { Emitter } from '#lib/emitter.ts';
import { err, ok } from '#lib/result.ts';
import type { Timer } from '#lib/clock.ts';
import type { Command, Reply, Signal } from '#model/command.ts';
import type { Connection } from '#model/connection.ts';
import type { ConnectFailure } from '#model/failure.ts';
import { Answers } from './answers.ts';
import type { BridgeClient, JoinOptions } from './api.ts';
import type { Lead, Led } from './leader.ts';
import { PendingCommands } from './pending.ts';
import type { Channel, Platform } from './platform.ts';
import { takeOverAfterMs, type Envelope } from './protocol.ts';
import { Succession } from './succession.ts';
import { watchVisibility, type Visibility } from './visibility.ts';

export class Member implements BridgeClient {
  connection: Connection = { phase: 'connecting', attempt: 0 };
  readonly #account: Omit<JoinOptions, 'password' | 'acceptWeaker' | 'onSignal' | 'takeOver' | 'log'>;
  readonly #log: JoinOptions['log'];
  readonly #platform: Platform;
  readonly #signals = new Emitter<{ signal: Signal }>();
  readonly #pending: PendingCommands;
  readonly #answers = new Answers();
  readonly #channel: Channel;
  readonly #succession: Succession;
  readonly #visibility: Visibility;
  readonly #off: (() => void)[];
  /** Newest leader heard of; 0: none yet. */
  #epoch = 0;
  #led: Led | undefined;
  /** Until its keys are stored: afterwards it may be changed in another tab, and must not be tried first. */
  #typed: Pick<JoinOptions, 'password' | 'acceptWeaker'>;
  /** Counts times in office: an engine that was long in starting may belong to one that is over. */
  #term = 0;
  /** The engine's start or end under way. */
  #office: Promise<void> = Promise.resolve();
  #takeOver: Timer | undefined;
  #left = false;
  #isClosed = false;

  constructor(options: JoinOptions, platform: Platform) {
    const { password, acceptWeaker, onSignal, takeOver, log, ...account } = options;
    this.#account = account;
    this.#log = log;
    this.#typed = {
      ...(password === undefined ? {} : { password }),
      ...(acceptWeaker === undefined ? {} : { acceptWeaker }),
    };
    this.#platform = platform;
    this.#pending = new PendingCommands(platform.clock);
    if (onSignal) this.#signals.on('signal', onSignal);
    this.#channel = platform.openChannel(`bridge:${account.jid}`, (message) => {
      this.#hear(message);
    });
    this.#visibility = watchVisibility(platform, `visible:${account.jid}`, () => {
      this.#look();
    });
    this.#succession = new Succession(platform.locks, `engine:${account.jid}`, {
      taken: () => {
        const term = ++this.#term;
        this.#office = this.#office.then(() => this.#takeOffice(term));
      },
      lost: () => {
        void this.#layDown().then(() => {
          if (!this.#left) this.#succession.compete();
        });
      },
    });
    this.#off = [
      platform.on('visible', () => {
        this.#checkLeader();
      }),
      platform.on('online', () => {
        this.#look();
      }),
      platform.on('hide', () => {
        void this.#sleep();
      }),
      platform.on('show', () => {
        this.#wake();
      }),
    ];
    this.#post({ kind: 'hello', build: platform.build });
    if (takeOver === true) this.#succession.takeOver();
    else this.#succession.compete();
  }

  get leader(): boolean {
    return this.#led !== undefined;
  }

  on(event: 'signal', fn: (signal: Signal) => void): () => void {
    return this.#signals.on(event, fn);
  }

  async send<C extends Command>(command: C): Promise<Reply<C['name']>> {
    if (this.#left) return err({ kind: 'gone' });
    const id = this.#platform.newId();
    const reply = this.#pending.add(id, command);
    this.#issue(id, command);
    return (await reply) as Reply<C['name']>;
  }

  nudge(): void {
    if (this.#led) this.#led.nudge();
    else this.#post({ kind: 'nudge' });
  }

  async leave(): Promise<void> {
    if (this.#left) return;
    this.#left = true;
    for (const end of this.#off) end();
    this.#visibility.stop();
    await this.#sleep();
    this.#stopWaiting();
    this.#pending.failAll(err({ kind: 'gone' }));
    this.#isClosed = true;
    this.#channel.close();
  }

  /** A channel that is closed throws; whoever still answers has nobody to answer to. */
  #post(message: Envelope): void {
    if (!this.#isClosed) this.#channel.post(message);
  }

  #hear(message: Envelope): void {
    switch (message.kind) {
      case 'hello':
      case 'ping':
        if (this.#led) this.#present(this.#led);
        else if (this.#succession.holding) this.#post({ kind: 'alive' });
        return;
      case 'alive':
        this.#stopWaiting();
        return;
      case 'leader':
        this.#meetLeader(message);
        return;
      case 'command':
        if (this.#led?.epoch === message.epoch) void this.#serve(this.#led, message.id, message.command);
        return;
      case 'reply':
        if (message.epoch >= this.#epoch) this.#pending.settle(message.id, message.reply);
        return;
      case 'signal':
        if (message.epoch >= this.#epoch) this.#tell(message.signal);
        return;
      case 'nudge':
        this.#led?.nudge();
        return;
      case 'look':
        this.#led?.look();
        return;
      case 'signed-out':
        this.#endForAll();
    }
  }

  /** The account is gone from this browser: whoever asked for that has been served. */
  #endForAll(): void {
    for (const [id, command] of this.#pending.all()) {
      if (command.name === 'sign-out') this.#pending.settle(id, ok(null));
    }
    this.#tell({ name: 'signed-out' });
    void this.leave();
  }

  #meetLeader(message: Extract<Envelope, { kind: 'leader' }>): void {
    if (message.epoch < this.#epoch) return;
    this.#stopWaiting();
    if (message.build !== this.#platform.build) this.#tell({ name: 'reload' });
    const isNew = message.epoch > this.#epoch;
    this.#epoch = message.epoch;
    this.#tell({ name: 'connection', connection: message.connection });
    if (isNew) for (const [id, command] of this.#pending.all()) this.#issue(id, command);
  }

  /** To this tab's own engine, or over the channel; without a leader it waits for one to present itself. */
  #issue(id: string, command: Command): void {
    if (this.#led) {
      void this.#led.handle(command).then((reply) => {
        this.#pending.settle(id, reply);
      });
    } else if (this.#epoch > 0) {
      this.#post({ kind: 'command', id, epoch: this.#epoch, command });
    }
  }

  async #serve(led: Led, id: string, command: Command): Promise<void> {
    const reply = await this.#answers.once(id, () => led.handle(command));
    this.#post({ kind: 'reply', id, epoch: led.epoch, reply });
  }

  #tell(signal: Signal): void {
    if (signal.name === 'connection') this.connection = signal.connection;
    this.#signals.emit('signal', signal);
  }

  #present(led: Led): void {
    const { epoch, connection } = led;
    this.#post({ kind: 'leader', epoch, build: this.#platform.build, connection });
  }

  #look(): void {
    if (this.#led) this.#led.look();
    else this.#post({ kind: 'look' });
  }

  /** A visible tab does not wait for a leader that may be frozen. */
  #checkLeader(): void {
    if (this.#succession.holding || this.#takeOver || this.#left) return;
    this.#takeOver = this.#platform.clock.setTimeout(() => {
      this.#takeOver = undefined;
      this.#succession.takeOver();
    }, takeOverAfterMs);
    this.#post({ kind: 'ping' });
  }

  #stopWaiting(): void {
    if (this.#takeOver) this.#platform.clock.clearTimeout(this.#takeOver);
    this.#takeOver = undefined;
  }

  /** Without the engine's code, or without storage, nobody is served by holding the lock: another tab may do better. */
  async #takeOffice(term: number): Promise<void> {
    if (!this.#isTerm(term)) return;
    this.#stopWaiting();
    let failure: ConnectFailure = { kind: 'no-network' };
    try {
      const { lead } = await this.#platform.importLeader();
      failure = { kind: 'storage' };
      if (this.#isTerm(term)) await this.#lead(lead, term);
    } catch (error) {
      this.#log?.error('the engine did not start', {
        error: error instanceof Error ? error.name : 'unknown',
      });
      if (!this.#isTerm(term)) return;
      this.#succession.withdraw();
      this.#tell({ name: 'connection', connection: { phase: 'offline', failure } });
    }
  }

  #isTerm(term: number): boolean {
    return term === this.#term && this.#succession.holding;
  }

  async #lead(lead: Lead, term: number): Promise<void> {
    const led = await lead({
      ...this.#account,
      ...this.#typed,
      sealed: () => {
        this.#typed = {};
      },
      isOnline: () => this.#platform.isOnline(),
      anyVisible: () => this.#visibility.any(),
      emit: (epoch, signal) => {
        if (epoch < this.#epoch) return;
        if (signal.name === 'signed-out') {
          this.#post({ kind: 'signed-out' });
          this.#endForAll();
        } else {
          this.#post({ kind: 'signal', epoch, signal });
          this.#tell(signal);
        }
      },
    });
    if (!this.#isTerm(term)) return led.stop('drop');
    this.#led = led;
    this.#epoch = led.epoch;
    this.#answers.clear();
    this.#present(led);
    this.#tell({ name: 'connection', connection: led.connection });
    for (const [id, command] of this.#pending.all()) this.#issue(id, command);
  }

  async #layDown(): Promise<void> {
    const led = this.#led;
    this.#led = undefined;
    await led?.stop('drop');
    await this.#office;
  }

  /** Before the page may freeze: the socket closes in this very turn, then the next tab may lead. */
  async #sleep(): Promise<void> {
    const done = this.#layDown();
    this.#succession.withdraw();
    await done;
  }

  #wake(): void {
    if (this.#left) return;
    this.#post({ kind: 'hello', build: this.#platform.build });
    this.#succession.compete();
    if (this.#platform.isVisible()) this.#checkLeader();
  }
}
