/** What a server's SASL failure means (RFC 6120 §6.5; A01). */
import { refused, type StreamFailure } from '../failure.ts';
import type { Credentials } from '../session.ts';

/** `not-authorized` with stored keys means that the password has changed since: the person must type it again. */
export const saslFailureOf = (condition: string, credentials: Credentials): StreamFailure => {
  switch (condition) {
    case 'not-authorized':
      return { kind: credentials.kind === 'password' ? 'wrong-password' : 'credentials-expired' };
    case 'credentials-expired':
    case 'account-disabled':
    case 'mechanism-too-weak':
      return { kind: condition };
    case 'temporary-auth-failure':
      return { kind: 'temporary' };
    default:
      return refused(condition);
  }
};
