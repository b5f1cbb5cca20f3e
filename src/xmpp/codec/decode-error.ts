/** Why an element could not be read: remote nonsense, to be counted and dropped. */
import { err, type Result } from '#lib/result.ts';

export interface DecodeError {
  readonly kind: 'decode';
  /** Element and attribute names from the outside in, never content: safe to log. */
  readonly path: string;
  readonly reason: 'wrong-element' | 'missing' | 'malformed' | 'ambiguous';
}

/** A failed decoding. */
export const refuse = (path: string, reason: DecodeError['reason']): Result<never, DecodeError> =>
  err({ kind: 'decode', path, reason });

/** The same error, seen from one level further out. */
export const within = (outer: string, error: DecodeError): Result<never, DecodeError> =>
  err({ ...error, path: `${outer}/${error.path}` });
