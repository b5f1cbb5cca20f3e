/** Why a stream did not come up or went down: the same union as the model's connect failure, declared where it arises. */

export type StreamFailure =
  | { readonly kind: 'invalid-address' }
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
  /** Stored keys do not fit what the server asks, and were not shown to it; `everyTime` is the engine's knowledge. */
  | { readonly kind: 'not-recognised'; readonly everyTime: boolean }
  | {
      readonly kind: 'mechanism-too-weak';
      /** From the strongest mechanism ever used to the best one offered now. */
      readonly downgrade?: { readonly from: string; readonly to: string };
    }
  | { readonly kind: 'plain-refused' }
  | { readonly kind: 'server-not-verified' }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'dropped' }
  | { readonly kind: 'storage' }
  | { readonly kind: 'refused'; readonly condition: string };

/** Shorthand for a refusal that carries the server's own condition, or ours (`not-well-formed`, `no-mechanism`). */
export const refused = (condition: string): StreamFailure => ({ kind: 'refused', condition });
