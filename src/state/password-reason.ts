/** Which failures a password would answer: the server does not take what this browser has to show, or asks for more. */
import type { ConnectFailure } from '#model/failure.ts';

export const isAnsweredByPassword = (failure: ConnectFailure | undefined): failure is ConnectFailure =>
  failure?.kind === 'credentials-expired' ||
  failure?.kind === 'wrong-password' ||
  failure?.kind === 'not-recognised' ||
  (failure?.kind === 'mechanism-too-weak' && failure.downgrade !== undefined);
