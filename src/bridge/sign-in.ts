/** Signing in: opens the account's store, lets an engine try the password, and undoes all of it if that fails. */
import { err, ok } from '#lib/result.ts';
import type { Signal } from '#model/command.ts';
import type { BridgeClient, JoinOptions, SignInFailure, SignInRequest, SignInResult } from './api.ts';
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
  const account = await leader.openAccount(request.jid, !request.remember);
  const result = await attempt(request, account, join);
  if (!result.ok) await account.undo();
  return result;
};

const attempt = async (
  request: SignInRequest,
  { store, memory, account }: LedAccount,
  join: (options: JoinOptions) => BridgeClient,
): Promise<SignInResult> => {
  let conclude: (failure: SignInFailure | undefined) => void = () => undefined;
  const outcome = new Promise<SignInFailure | undefined>((resolve) => {
    conclude = resolve;
  });
  const bridge: BridgeClient = join({
    jid: request.jid,
    store,
    memory,
    config: request.config,
    password: request.password,
    takeOver: true,
    ...(request.webSocket === undefined ? {} : { webSocket: request.webSocket }),
    onSignal: (signal) => {
      // Another tab's session may be up: what counts is this tab's own, made with this password.
      const end = bridge.leader ? endOf(signal) : undefined;
      if (end !== undefined) conclude(end.failure);
      request.onSignal?.(signal);
    },
  });
  const cancel = (): void => {
    conclude({ kind: 'cancelled' });
  };
  request.signal?.addEventListener('abort', cancel);
  if (request.signal?.aborted === true) cancel();
  const failure = await outcome;
  request.signal?.removeEventListener('abort', cancel);
  if (failure === undefined) return ok({ account: await account(), store, memory, bridge });
  await bridge.leave();
  return err(failure);
};

/** The first word on how the login went; undefined while it goes on. */
const endOf = (signal: Signal): { readonly failure: SignInFailure | undefined } | undefined => {
  if (signal.name !== 'connection') return undefined;
  const { connection } = signal;
  if (connection.phase === 'syncing' || connection.phase === 'online') return { failure: undefined };
  return connection.phase === 'offline'
    ? { failure: connection.failure ?? { kind: 'unreachable', domain: '' } }
    : undefined;
};
