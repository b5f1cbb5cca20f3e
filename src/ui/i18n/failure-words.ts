/** The words for why connecting or a command failed: what happened, and what to do next. */
import type { CommandFailure, ConnectFailure } from '#model/failure.ts';
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
    case 'wrong-password':
      return address === undefined || address === ''
        ? { key: 'failure.wrong-password-plain', values: {} }
        : { key: 'failure.wrong-password', values: { address } };
    default:
      return { key: `failure.${failure.kind}`, values: {} };
  }
}

export function commandFailureWords(failure: CommandFailure): string {
  if (failure.kind === 'invalid-address') return t('failure.invalid-address');
  return failure.kind === 'refused' ? (failure.text ?? t('command.refused')) : t(`command.${failure.kind}`);
}
