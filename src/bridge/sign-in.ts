/** Passwords: a sign-in opens the account's store and is undone if it fails; a new password for a known account is not. */
import { err, ok } from '#lib/result.ts';
import type { Signal } from '#model/command.ts';
import type {
  BridgeClient,
  JoinOptions,
  RejoinOptions,
  Rejoining,
  SignInFailure,
  SignInRequest,
  SignInResult,
} from './api.ts';
import type { LedAccount } from './leader.ts';
import type { Platform } from './platform.ts';

export const runSignIn = async (
  request: SignInRequest,
  platform: Platform,
  join: (options: JoinOptions) => BridgeClient,
): Promise<SignInResult> => {
  let leader;
  try {
    leader = await platform.importLeader();
  } catch {
    // The code of the engine could not be fetched: the app's own server is out of reach.
    return err({ kind: 'no-network' });
  }
  let account;
  try {
    account = await leader.openAccount(request.jid, !request.remember);
  } catch {
    // Written by newer code, or held by a tab with older code.
    return err({ kind: 'storage' });
  }
  const result = await attempt(request, account, join);
  if (result.ok) return result;
  try {
    await account.undo();
    return result;
  } catch {
    return err({ kind: 'storage' });
  }
};

const attempt = async (
  request: SignInRequest,
  { store, memory, account }: LedAccount,
  join: (options: JoinOptions) => BridgeClient,
): Promise<SignInResult> => {
  const { jid, config, password, webSocket, webSocketFromLink, onSignal, signal } = request;
  const { bridge, outcome } = joinWithPassword(
    {
      jid,
      store,
      memory,
      config,
      password,
      ...(webSocket === undefined ? {} : { webSocket }),
      ...(webSocketFromLink === undefined ? {} : { webSocketFromLink }),
      ...(onSignal === undefined ? {} : { onSignal }),
    },
    join,
    { trustsOthers: false, ...(signal === undefined ? {} : { signal }) },
  );
  let failure = await outcome;
  if (failure === undefined) {
    try {
      return ok({ account: await account(), store, memory, bridge });
    } catch {
      failure = { kind: 'storage' };
    }
  }
  await bridge.leave();
  return err(failure);
};

/** A password for an account whose stored keys are refused: the store stays as it is, also when the password is wrong. */
export const runRejoin = (
  { signal, ...options }: RejoinOptions,
  platform: Platform,
  join: (options: JoinOptions) => BridgeClient,
): Rejoining => {
  const unreachable = new AbortController();
  const rejoining = joinWithPassword(options, join, {
    trustsOthers: true,
    ...(signal === undefined ? {} : { signal }),
    codeMissing: unreachable.signal,
  });
  platform.importLeader().catch(() => {
    unreachable.abort();
  });
  return rejoining;
};

interface Watch {
  readonly signal?: AbortSignal;
  /** Aborts when the code of the engine could not be fetched. */
  readonly codeMissing?: AbortSignal;
  /** That another tab got in counts, too: it was the same account's refused keys that brought us here. */
  readonly trustsOthers: boolean;
}

const joinWithPassword = (
  options: JoinOptions,
  join: (options: JoinOptions) => BridgeClient,
  { signal, codeMissing, trustsOthers }: Watch,
): Rejoining => {
  let conclude: (failure: SignInFailure | undefined) => void = () => undefined;
  const cancel = (): void => {
    conclude({ kind: 'cancelled' });
  };
  const outcome = new Promise<SignInFailure | undefined>((resolve) => {
    conclude = (failure) => {
      signal?.removeEventListener('abort', cancel);
      resolve(failure);
    };
  });
  const bridge: BridgeClient = join({
    ...options,
    takeOver: true,
    onSignal: (heard) => {
      const end = endOf(heard);
      // Another tab's session may be up: what counts is this tab's own, made with this password.
      const counts = bridge.leader || (trustsOthers && end?.failure === undefined) || isLocal(end?.failure);
      if (end !== undefined && counts) conclude(end.failure);
      options.onSignal?.(heard);
    },
  });
  signal?.addEventListener('abort', cancel);
  codeMissing?.addEventListener('abort', () => {
    conclude({ kind: 'no-network' });
  });
  if (signal?.aborted === true) cancel();
  return { bridge, outcome };
};

/** Told by this tab itself, without an engine, or true in every tab. */
const isLocal = (failure: SignInFailure | undefined): boolean =>
  failure?.kind === 'storage' || failure?.kind === 'cancelled';

/** The first word on how the login went; undefined while it goes on. */
const endOf = (signal: Signal): { readonly failure: SignInFailure | undefined } | undefined => {
  if (signal.name === 'signed-out') return { failure: { kind: 'cancelled' } };
  if (signal.name !== 'connection') return undefined;
  const { connection } = signal;
  if (connection.phase === 'syncing' || connection.phase === 'online') return { failure: undefined };
  return connection.phase === 'offline'
    ? { failure: connection.failure ?? { kind: 'unreachable', domain: '' } }
    : undefined;
};
