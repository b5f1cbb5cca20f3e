/** The state of the link in words; the first word is a contract (Online, Connecting, Syncing, Offline). */
import type { Connection } from '#model/connection.ts';
import { isAnsweredByPassword } from '#state/password-reason.ts';
import { connectFailureSentence } from './failure-words.ts';
import { t, tParts } from './translate.ts';

export function connectionWords(connection: Connection): string {
  switch (connection.phase) {
    case 'online':
      return t('connection.online');
    case 'connecting':
      return t('connection.connecting');
    case 'syncing':
      return connection.done === undefined
        ? t('connection.syncing')
        : t('connection.syncing-count', { count: connection.done });
    case 'offline': {
      if (connection.failure === undefined || connection.retryAt !== undefined)
        return t('connection.offline');
      // The banner says why, and asks for it.
      if (isAnsweredByPassword(connection.failure)) return t('connection.password-needed');
      const { key, values } = connectFailureSentence(connection.failure);
      const reason = tParts(key, values).map((part) => part.text);
      return t('connection.offline-stopped', { reason: reason.join('') });
    }
  }
}
