/** Why a message failed, in words: what happened, and whether it may have arrived. */
import type { MessageFailure } from '#model/message.ts';
import { t } from '../i18n/translate.ts';

export function messageFailureWords(failure: MessageFailure | undefined): string {
  if (!failure) return t('message.failed-refused');
  if (failure.kind === 'may-have-arrived') return t('message.failed-maybe');
  if (failure.kind === 'too-large') return t('message.failed-large');
  if (failure.kind === 'not-taken') return t('message.failed-not-taken');
  switch (failure.condition) {
    case 'item-not-found':
    case 'recipient-unavailable':
    case 'jid-malformed':
      return t('message.failed-unknown-user');
    case 'remote-server-not-found':
    case 'remote-server-timeout':
      return t('message.failed-remote');
    case 'not-acceptable':
    case 'forbidden':
    case 'not-allowed':
      return t('message.failed-blocked');
    case 'service-unavailable':
      return t('message.failed-refused');
    default:
      return t('message.failed-other', { condition: failure.condition });
  }
}
