/** For tests: a session over a bridge and stores made of lists. */
import { parseBareJid, type BareJid } from '#lib/jid.ts';
import { silentLog } from '#lib/log.ts';
import { err, ok } from '#lib/result.ts';
import type {
  BridgeClient,
  JoinOptions,
  RejoinOptions,
  SignInFailure,
  SignInRequest,
  SignInResult,
} from '#bridge/client.ts';
import type { Signal } from '#model/command.ts';
import type { Connection } from '#model/connection.ts';
import type { AccountStore, ShellStore, StoreFailure } from '#store/account-store.ts';
import type { SignedInAccount } from './account.svelte.ts';
import { defaultConfig, readConfig } from './config.ts';
import { Session } from './session.svelte.ts';

const parsed = parseBareJid('alice@localhost');
if (!parsed.ok) throw new Error('not an address');
export const alice = parsed.value;
export const form = { address: 'alice@localhost', password: 'secret', remember: true };

export const setUp = (
  given: {
    current?: BareJid;
    leaving?: BareJid;
    memory?: boolean;
    open?: StoreFailure;
    config?: unknown;
  } = {},
) => {
  const log: string[] = [];
  let lost: ((failure: StoreFailure) => void) | undefined;
  const store = {
    jid: alice,
    memory: false,
    onLost: (fn) => {
      lost = fn;
      return () => undefined;
    },
    close: () => log.push('store closed'),
  } as Partial<AccountStore> as AccountStore;
  let current = given.current;
  let leaving = given.leaving;
  const shell = {
    memory: given.memory ?? false,
    currentAccount: () => Promise.resolve(current),
    setCurrentAccount: (jid) => {
      current = jid;
      return Promise.resolve();
    },
    leavingAccount: () => Promise.resolve(leaving),
    setLeavingAccount: (jid) => {
      leaving = jid;
      log.push(jid === undefined ? 'has left' : `leaves ${jid}`);
      return Promise.resolve();
    },
  } as Partial<ShellStore> as ShellStore;
  const online: Connection = { phase: 'online' };
  let signal: ((signal: Signal) => void) | undefined;
  let connection: Connection = { phase: 'connecting', attempt: 0 };
  let signOutReply: Awaited<ReturnType<BridgeClient['send']>> = ok(null);
  const bridge = {
    get connection() {
      return connection;
    },
    send: (command) => {
      log.push(`sent ${command.name}`);
      if (command.name === 'sign-out' && signOutReply.ok) signal?.({ name: 'signed-out' });
      return Promise.resolve(signOutReply);
    },
    leave: () => {
      log.push('left');
      return Promise.resolve();
    },
  } as Partial<BridgeClient> as BridgeClient;
  let rejoined:
    | { readonly options: RejoinOptions; readonly conclude: (failure: SignInFailure | undefined) => void }
    | undefined;
  const answers: ((request: SignInRequest) => Promise<SignInResult>)[] = [];
  const account = {
    jid: alice,
    memory: false,
    store,
    waitingCount: 2,
    attach: () => log.push('attached'),
    heard: (heard: Signal) => log.push(`heard ${heard.name}`),
    flush: () => Promise.resolve(),
    feed: { tell: () => log.push('told to read again') },
    dispose: () => log.push('account disposed'),
  } as unknown as SignedInAccount;
  const session = new Session({
    openAccount: () => Promise.resolve(given.open === undefined ? ok(store) : err(given.open)),
    join: (options: JoinOptions) => {
      signal = options.onSignal;
      return bridge;
    },
    signIn: (request) => {
      log.push(
        `signing in ${request.jid}${request.webSocket === undefined ? '' : ` at ${request.webSocket}`}`,
      );
      signal = request.onSignal;
      const answer = answers.shift();
      if (answer === undefined) throw new Error('unexpected sign-in');
      return answer(request);
    },
    rejoin: (options) => {
      log.push(`trying ${options.password}`);
      signal = options.onSignal;
      const outcome = new Promise<SignInFailure | undefined>((resolve) => {
        rejoined = { options, conclude: resolve };
        options.signal?.addEventListener('abort', () => {
          resolve({ kind: 'cancelled' });
        });
      });
      return { bridge, outcome };
    },
    forget: (jid) => {
      log.push(`forgot ${jid}`);
      return Promise.resolve();
    },
    makeAccount: () => account,
    config: () => (given.config === undefined ? defaultConfig : readConfig(given.config)),
    location: { search: '?address=bob%40localhost', hostname: 'localhost' },
    changed: (now) => log.push(now === undefined ? 'nobody' : 'somebody'),
    reload: () => log.push('reload'),
    log: silentLog,
  });
  const succeed = (memory = false) =>
    answers.push(() =>
      Promise.resolve(ok({ account: { jid: alice, userAgentId: '', createdAt: 0 }, store, memory, bridge })),
    );
  return {
    session,
    shell,
    log,
    online,
    answers,
    rejoined: () => {
      if (rejoined === undefined) throw new Error('not tried');
      return rejoined;
    },
    store,
    succeed,
    current: () => current,
    signal: (told: Signal) => signal?.(told),
    lose: (failure: StoreFailure) => lost?.(failure),
    refuseSignOut: () => (signOutReply = err({ kind: 'timeout' })),
    connect: () => (connection = online),
  };
};

export const turn = async () => {
  for (let i = 0; i < 30; i++) await Promise.resolve();
};
