/** A tab's end of the bridge: competes for leading, sends commands to whoever leads, and passes signals on. */
import type { BridgeClient, JoinOptions, SignInRequest, SignInResult } from './api.ts';

export type { BridgeClient, BridgeConfig, JoinOptions, SignedIn, SignInFailure, SignInRequest, SignInResult } from './api.ts';

export declare function joinBridge(options: JoinOptions): BridgeClient;
export declare function signIn(request: SignInRequest): Promise<SignInResult>;
/** Deletes a stored account that no tab has joined; used when its stored credentials are useless and a person gives up. */
export declare function forgetAccount(jid: JoinOptions['jid']): Promise<void>;
