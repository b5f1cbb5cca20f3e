/** Several tabs whose engines only take notes: what tests of the bridge start from. */
import { ok } from '#lib/result.ts';
import type { Command, Reply, Signal } from '#model/command.ts';
import type { Connection } from '#model/connection.ts';
import { joinBridge, type BridgeClient } from '#bridge/client.ts';
import type { LeadInput, Led } from '#bridge/leader.ts';
import { bare } from './builders.ts';
import { settle } from './fake-clock.ts';
import { FakeBrowser, type FakeTab } from './fake-tabs.ts';

export const alice = bare('alice@example.org');

export interface FakeEngine extends Led {
  readonly input: LeadInput;
  readonly tab: FakeTab;
  readonly commands: Command[];
  nudges: number;
  looks: number;
  stopped: 'drop' | 'bye' | undefined;
}

/** Tabs whose engines only take notes. */
export class FakeWorld {
  readonly browser = new FakeBrowser();
  readonly engines: FakeEngine[] = [];
  /** Answers of engines; undefined: the engine never answers. */
  answer: ((command: Command) => Reply) | undefined = () => ok(null);
  importFails = false;
  /** Engines take as long as this to start. */
  starting: Promise<void> = Promise.resolve();
  /** What engines say from their start. */
  connection: Connection = { phase: 'online' };
  #epoch = 0;

  get engine(): FakeEngine {
    const engine = this.engines.at(-1);
    if (!engine) throw new Error('nobody leads');
    return engine;
  }

  async join(
    options: {
      build?: string;
      visible?: boolean;
      takeOver?: boolean;
      memory?: boolean;
      password?: string;
    } = {},
  ): Promise<{ tab: FakeTab; client: BridgeClient; signals: Signal[] }> {
    const signals: Signal[] = [];
    const tab: FakeTab = this.browser.openTab(() => this.#importLeader(tab), options);
    const client = joinBridge(
      {
        jid: alice,
        store: undefined as never,
        memory: options.memory ?? false,
        config: {},
        onSignal: (signal) => signals.push(signal),
        ...(options.password === undefined ? {} : { password: options.password }),
        ...(options.takeOver === undefined ? {} : { takeOver: options.takeOver }),
      },
      tab.platform,
    );
    await settle();
    return { tab, client, signals };
  }

  #importLeader(tab: FakeTab): Promise<typeof import('#bridge/leader.ts')> {
    if (this.importFails) return Promise.reject(new TypeError('chunk not found'));
    return Promise.resolve({
      lead: async (input: LeadInput) => {
        await this.starting;
        return this.#lead(tab, input);
      },
      openAccount: () => Promise.reject(new Error('not in this test')),
      forgetAccount: () => Promise.resolve(),
    });
  }

  #lead(tab: FakeTab, input: LeadInput): Led {
    const engine: FakeEngine = {
      input,
      tab,
      epoch: ++this.#epoch,
      commands: [],
      nudges: 0,
      looks: 0,
      stopped: undefined,
      connection: this.connection,
      handle: (command) => {
        engine.commands.push(command);
        return this.answer ? Promise.resolve(this.answer(command)) : new Promise(() => undefined);
      },
      nudge: () => engine.nudges++,
      look: () => engine.looks++,
      stop: (how) => {
        engine.stopped ??= how;
        return Promise.resolve();
      },
    };
    this.engines.push(engine);
    return engine;
  }
}
