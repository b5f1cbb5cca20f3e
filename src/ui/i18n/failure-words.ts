/** The words for why connecting or a command failed: what happened, and what to do next. */
import type { CommandFailure, ConnectFailure, Downgrade } from '#model/failure.ts';
import type { Key } from './catalogue.ts';
import { t } from './translate.ts';

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

/** How the password is asked for once more, by what made it necessary. */
export interface PasswordReason {
  readonly tone: 'notice' | 'danger';
  readonly title: Key;
  readonly text: Sentence;
  /** To be agreed to. */
  readonly downgrade?: Downgrade | undefined;
}

export function passwordReasonWords(failure: ConnectFailure | undefined): PasswordReason {
  if (failure?.kind === 'mechanism-too-weak') {
    const { downgrade } = failure;
    return { tone: 'danger', title: 'password.weaker', text: connectFailureSentence(failure), downgrade };
  }
  if (failure?.kind !== 'not-recognised')
    return { tone: 'danger', title: 'password.needed', text: { key: 'password.text', values: {} } };
  return failure.everyTime
    ? { tone: 'notice', title: 'password.each-time', text: { key: 'password.each-time-text', values: {} } }
    : { tone: 'notice', title: 'password.unknown', text: connectFailureSentence(failure) };
}

export function commandFailureWords(failure: CommandFailure): string {
  if (failure.kind === 'invalid-address') return t('failure.invalid-address');
  return failure.kind === 'refused' ? (failure.text ?? t('command.refused')) : t(`command.${failure.kind}`);
}
