/** Why a database cannot be opened or used. */

export type StoreFailure =
  /** Another tab with older code holds it open. */
  | { readonly kind: 'blocked' }
  /** Written by newer code: nothing was touched; reload to get that code. */
  | { readonly kind: 'newer-schema' }
  /** Deleted by another tab (signed out), or evicted by the browser. */
  | { readonly kind: 'gone' }
  /** The disk or the site's share of it is full. */
  | { readonly kind: 'quota' }
  /** No IndexedDB, or it fails for good. */
  | { readonly kind: 'unavailable'; readonly reason: string };

/** Thrown by an operation whose transaction did not complete: nothing of it is stored. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly failure: StoreFailure;

  constructor(failure: StoreFailure, cause?: unknown) {
    super(`storage: ${failure.kind}`, { cause });
    this.failure = failure;
  }
}

/** Another engine has claimed the account since: stop at once, write nothing. */
export class StaleEpoch extends Error {
  override readonly name = 'StaleEpoch';
}
