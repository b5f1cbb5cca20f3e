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
  | { readonly kind: 'mechanism-too-weak' }
  | { readonly kind: 'server-not-verified' }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'dropped' }
  | { readonly kind: 'storage' }
  | { readonly kind: 'refused'; readonly condition: string };

/** Shorthand for a refusal that carries the server's own condition, or ours (`not-well-formed`, `no-mechanism`). */
export const refused = (condition: string): StreamFailure => ({ kind: 'refused', condition });
