/** The words that ask for the password once more, by what made that necessary. */
import type { ConnectFailure, Downgrade } from '#model/failure.ts';
import type { Key } from './catalogue.ts';
import { connectFailureSentence, type Sentence } from './failure-words.ts';

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
