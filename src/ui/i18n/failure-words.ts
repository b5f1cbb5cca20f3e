/** The words for why connecting failed: what happened, and what to do next. */
import type { ConnectFailure } from '#model/failure.ts';
import type { Key } from './catalogue.ts';

export interface Sentence {
  readonly key: Key;
  readonly values: Readonly<Record<string, string>>;
}

export function connectFailureSentence(failure: ConnectFailure, address?: string): Sentence {
  switch (failure.kind) {
    case 'no-websocket':
    case 'host-unknown':
    case 'unreachable':
    case 'other-domain':
      return { key: `failure.${failure.kind}`, values: { domain: failure.domain } };
    case 'insecure-websocket':
      return { key: 'failure.insecure-websocket', values: { url: failure.url } };
    case 'refused':
      return { key: 'failure.refused', values: { condition: failure.condition } };
    case 'mechanism-too-weak':
      return failure.downgrade === undefined
        ? { key: 'failure.mechanism-too-weak', values: {} }
        : {
            key: 'failure.weaker-than-before',
            values: { was: failure.downgrade.from, now: failure.downgrade.to },
          };
    case 'not-recognised':
      return { key: failure.everyTime ? 'failure.asks-each-time' : 'failure.not-recognised', values: {} };
    case 'wrong-password':
      return address === undefined || address === ''
        ? { key: 'failure.wrong-password-plain', values: {} }
        : { key: 'failure.wrong-password', values: { address } };
    default:
      return { key: `failure.${failure.kind}`, values: {} };
  }
}
