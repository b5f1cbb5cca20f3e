/** A value or an expected failure: what a caller must handle is in the type, bugs are thrown. */

export type Result<T, E> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

/** Wraps a value as a success. */
export const ok = <T>(value: T): Result<T, never> => ({ ok: true, value });

/** Wraps an error as an expected failure. */
export const err = <E>(error: E): Result<never, E> => ({ ok: false, error });
