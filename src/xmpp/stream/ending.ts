/** What the end of a connection means for the one who asked for it. */
import { refused, type StreamFailure } from './failure.ts';
import type { TransportEnd } from './transport.ts';

/** RFC 6120 §4.9.3, as far as a condition means something to a person or to the reconnect policy. */
const failureOfError = (condition: string, domain: string, isLoggingIn: boolean): StreamFailure => {
  switch (condition) {
    case 'conflict':
      return { kind: 'conflict' };
    case 'host-unknown':
    case 'host-gone':
    case 'improper-addressing':
      return { kind: 'host-unknown', domain };
    // Servers have no better word for "too many tries" (ejabberd's mod_fail2ban, Prosody's mod_limits).
    case 'policy-violation':
      return isLoggingIn ? { kind: 'rate-limited' } : refused(condition);
    case 'resource-constraint':
    case 'internal-server-error':
    case 'remote-connection-failed':
      return { kind: 'temporary' };
    case 'reset':
    case 'system-shutdown':
    case 'connection-timeout':
      return { kind: 'dropped' };
    default:
      return refused(condition);
  }
};

export const failureOfEnd = (end: TransportEnd, domain: string, isLoggingIn: boolean): StreamFailure => {
  switch (end.kind) {
    case 'unreachable':
      return { kind: 'unreachable', domain };
    case 'cut':
      return { kind: 'dropped' };
    case 'closed':
      return end.redirects ? refused('see-other-uri') : { kind: 'dropped' };
    case 'error':
      return failureOfError(end.condition, domain, isLoggingIn);
    // A resume may bring the same frame once more, intact this time; the session sees to it that it is tried once.
    case 'broken':
      return isLoggingIn ? refused(end.reason) : { kind: 'dropped' };
  }
};
