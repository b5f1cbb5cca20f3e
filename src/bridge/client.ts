/** A tab's end of the bridge: the one door for whoever wants to join it, sign in, or forget an account. */
import type { BareJid } from '#lib/jid.ts';
import { err } from '#lib/result.ts';
import { withoutOtherTabs } from './alone.ts';
import type {
  BridgeClient,
  JoinOptions,
  RejoinOptions,
  Rejoining,
  SignInRequest,
  SignInResult,
} from './api.ts';
import { Member } from './member.ts';
import { browserPlatform, type Platform } from './platform.ts';
import { runRejoin, runSignIn } from './sign-in.ts';

export type {
  BridgeClient,
  BridgeConfig,
  JoinOptions,
  RejoinOptions,
  Rejoining,
  SignedIn,
  SignInFailure,
  SignInRequest,
  SignInResult,
} from './api.ts';
export type {
  ArchiveState,
  Command,
  Discovered,
  OwnTyping,
  PeerTyping,
  Replies,
  Reply,
  Signal,
} from './protocol.ts';

/** Joins the bridge of an account that is signed in; starts to compete for the lead at once. */
export const joinBridge = (options: JoinOptions, platform: Platform = browserPlatform()): BridgeClient =>
  new Member(options, options.memory ? withoutOtherTabs(platform) : platform);

/** Signs in and hands over the open store and the joined bridge. A failure leaves nothing behind. Never rejects. */
export const signIn = (
  request: SignInRequest,
  platform: Platform = browserPlatform(),
): Promise<SignInResult> =>
  // Without https there are neither locks nor cryptography to sign in with.
  platform.isSecure
    ? runSignIn(request, platform, (options) => joinBridge(options, platform))
    : Promise.resolve(err({ kind: 'insecure-context' }));

/** Joins again with a new password; store and outbox stay, whatever comes of it. */
export const rejoin = (options: RejoinOptions, platform: Platform = browserPlatform()): Rejoining =>
  runRejoin(options, platform, (joining) => joinBridge(joining, platform));

/** Deletes a stored account that no tab has joined, without the server. */
export const forgetAccount = async (jid: BareJid, platform: Platform = browserPlatform()): Promise<void> => {
  const leader = await platform.importLeader();
  await leader.forgetAccount(jid);
};
