/** The words for why what a person asked of the server was not done. */
import type { CommandFailure } from '#model/failure.ts';
import { t } from './translate.ts';

export function commandFailureWords(failure: CommandFailure): string {
  if (failure.kind === 'invalid-address') return t('failure.invalid-address');
  return failure.kind === 'refused' ? (failure.text ?? t('command.refused')) : t(`command.${failure.kind}`);
}
