/** Expected failures, as unions that the screen switches over exhaustively; the words are the screen's. */

/** The server offers less than the best way of checking the password that it has had; both are names of SASL mechanisms. */
export interface Downgrade {
  readonly from: string;
  readonly to: string;
}

/** Why signing in or reconnecting did not work. */
export type ConnectFailure =
  | { readonly kind: 'invalid-address' }
  /** The operator takes accounts of `domain` alone. */
  | { readonly kind: 'other-domain'; readonly domain: string }
  | { readonly kind: 'insecure-context' }
  | { readonly kind: 'no-network' }
  | { readonly kind: 'no-websocket'; readonly domain: string }
  | { readonly kind: 'host-unknown'; readonly domain: string }
  | { readonly kind: 'unreachable'; readonly domain: string }
  | { readonly kind: 'insecure-websocket'; readonly url: string }
  | { readonly kind: 'wrong-password' }
  | { readonly kind: 'credentials-expired' }
  | { readonly kind: 'account-disabled' }
  | { readonly kind: 'rate-limited' }
  | { readonly kind: 'temporary' }
  /** What this browser keeps is of no use to the server, which was shown none of it; `everyTime`: nor will it ever be. */
  | { readonly kind: 'not-recognised'; readonly everyTime: boolean }
  /** `downgrade`: what a person may agree to. Without it the server refused the mechanism, or its offer was altered. */
  | { readonly kind: 'mechanism-too-weak'; readonly downgrade?: Downgrade }
  /** The server wants the bare password, at an address that a link had named. */
  | { readonly kind: 'plain-refused' }
  | { readonly kind: 'server-not-verified' }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'dropped' }
  | { readonly kind: 'storage' }
  | { readonly kind: 'refused'; readonly condition: string };

/** Why a command to the engine was not carried out. */
export type CommandFailure =
  | { readonly kind: 'offline' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'invalid-address' }
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'refused'; readonly condition: string; readonly text?: string };
