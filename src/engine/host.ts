/** Starts an engine in a tab: real clock, network and stream, and the databases of this browser. */
import { systemClock } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import type { BareJid } from '#lib/jid.ts';
import { consoleLog } from '#lib/log.ts';
import { err } from '#lib/result.ts';
import type { Account } from '#model/account.ts';
import type { Signal } from '#model/command.ts';
import type { Downgrade } from '#model/failure.ts';
import { StoreError, type AccountStore, type ShellStore } from '#store/account-store.ts';
import { deleteAccountStore, openAccountStore, openShellStore } from '#store/open.ts';
import { installXmlPolicy } from '#xmpp/stream/guard.ts';
import { pageHost } from '#xmpp/stream/socket-address.ts';
import { createStropheSession } from '#xmpp/stream/strophe/connection.ts';
import type { Engine, EngineContext } from './context.ts';
import { startEngine } from './engine.ts';
import { accountOf, openKeeper } from './keeper.ts';
import { turnScheduler } from './turns.ts';

export interface HostInput {
  readonly jid: BareJid;
  readonly store: AccountStore;
  readonly memory: boolean;
  readonly config: { readonly domain?: string; readonly webSocket?: string };
  readonly password?: string;
  /** The keys made of the password are stored, or it was refused: it is not needed any longer. */
  readonly sealed?: () => void;
  readonly acceptWeaker?: Downgrade;
  readonly webSocket?: string;
  readonly webSocketFromLink?: boolean;
  readonly isOnline: () => boolean;
  readonly anyVisible: () => Promise<boolean>;
  emit(epoch: number, signal: Signal): void;
}

export interface HostedEngine extends Engine {
  readonly epoch: number;
}

/** What a sign-in works on. */
export interface LedAccount {
  readonly store: AccountStore;
  /** True also when the browser refused its storage. */
  readonly memory: boolean;
  readonly account: () => Promise<Account>;
  /** Closes the store; deletes what this sign-in created. */
  readonly undo: () => Promise<void>;
}

export const startHostedEngine = async (input: HostInput): Promise<HostedEngine> => {
  const { jid, store, memory, config, password, acceptWeaker, webSocket, webSocketFromLink, sealed } = input;
  // No code of ours makes markup or documents of text: frames and host-meta are read by our own reader. The policy is for
  // whatever else a dependency might call: the one sink it leaves open takes nothing but what our reader accepts.
  installXmlPolicy();
  const epoch = await store.claimEpoch();
  const shell = await openShellStore({ memory });
  const log = consoleLog('engine');
  const account = await openKeeper({
    jid,
    shell,
    config,
    now: () => systemClock.now(),
    newId,
    forget: () => forgetAccount(jid, memory, store),
    ...(password === undefined ? {} : { password }),
    ...(sealed === undefined ? {} : { sealed }),
    ...(acceptWeaker === undefined ? {} : { acceptWeaker }),
    ...(webSocket === undefined ? {} : { webSocket }),
    ...(webSocketFromLink === undefined ? {} : { webSocketFromLink }),
    cannotStay: () => {
      input.emit(epoch, { name: 'cannot-stay' });
    },
  });
  const context: EngineContext = {
    jid,
    store,
    epoch,
    account,
    host: { isOnline: input.isOnline, anyVisible: input.anyVisible },
    openStream: () => createStropheSession({ clock: systemClock, log }),
    discover: (domain) => findSocket(domain, input.isOnline),
    clock: systemClock,
    newId,
    random: () => Math.random(),
    nextTurn: turnScheduler(),
    log,
    emit: (signal) => {
      input.emit(epoch, signal);
    },
  };
  const engine = startEngine(context);
  return {
    epoch,
    get connection() {
      return engine.connection;
    },
    handle: (command) => engine.handle(command),
    nudge: () => {
      engine.nudge();
    },
    look: () => {
      engine.look();
    },
    stop: async (how) => {
      await engine.stop(how);
      shell.close();
    },
  };
};

/** Its code is fetched where nobody has said which WebSocket it is; where that cannot be, our own server is out of reach. */
const findSocket = async (domain: string, isOnline: () => boolean): ReturnType<EngineContext['discover']> => {
  let tools;
  try {
    tools = await import('#xmpp/stream/discover.ts');
  } catch {
    return err({ kind: 'no-network' });
  }
  return tools.discover(domain, {
    fetch: (...request) => fetch(...request),
    probe: tools.probeSocket,
    secureContext: globalThis.isSecureContext,
    pageHost: pageHost(),
    isOnline,
  });
};

/**
 * For a sign-in. Where the browser gives no storage, the account lives in memory. Throws a StoreError where there is a
 * storage that cannot be used now: what is in it must not be passed over in silence.
 */
export const openAccount = async (jid: BareJid, memory: boolean): Promise<LedAccount> => {
  const opened = await openAccountStore(jid, { memory });
  if (!opened.ok) {
    if (memory || opened.error.kind !== 'unavailable') throw new StoreError(opened.error);
    return openAccount(jid, true);
  }
  const store = opened.value;
  let wasKnown: boolean;
  try {
    wasKnown = await withShell(memory, async (shell) =>
      (await shell.accounts()).some((account) => account.jid === jid),
    );
  } catch (error) {
    store.close();
    const isRefused = error instanceof StoreError && error.failure.kind === 'unavailable';
    if (memory || !isRefused) throw error;
    return openAccount(jid, true);
  }
  return {
    store,
    memory: store.memory,
    account: () =>
      withShell(memory, (shell) => accountOf(shell, jid, { now: () => systemClock.now(), newId })),
    undo: async () => {
      if (wasKnown) store.close();
      else await forgetAccount(jid, memory, store);
    },
  };
};

/** Deletes all that this browser holds of an account. */
export const forgetAccount = async (jid: BareJid, memory: boolean, store?: AccountStore): Promise<void> => {
  await withShell(memory, async (shell) => {
    await shell.removeAccount(jid);
    if ((await shell.currentAccount()) === jid) await shell.setCurrentAccount(undefined);
  });
  store?.close();
  if (!memory) await deleteAccountStore(jid);
};

const withShell = async <T>(memory: boolean, use: (shell: ShellStore) => Promise<T>): Promise<T> => {
  const shell = await openShellStore({ memory });
  try {
    return await use(shell);
  } finally {
    shell.close();
  }
};
