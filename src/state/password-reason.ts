/** Why the password is asked for: the server does not take what this browser has to show, or asks for more. */
import type { Connection } from '#model/connection.ts';
import type { ConnectFailure } from '#model/failure.ts';

/** Those that a password would answer. */
export const isAnsweredByPassword = (failure: ConnectFailure | undefined): failure is ConnectFailure =>
  failure?.kind === 'credentials-expired' ||
  failure?.kind === 'wrong-password' ||
  failure?.kind === 'not-recognised' ||
  (failure?.kind === 'mechanism-too-weak' && failure.downgrade !== undefined);

/** The reason after this word of the connection; `before`: the one until now. It ends with a login, not with a try. */
export const passwordReasonAfter = (
  before: ConnectFailure | undefined,
  connection: Connection,
): ConnectFailure | undefined => {
  if (connection.phase === 'syncing' || connection.phase === 'online') return undefined;
  if (connection.phase === 'connecting' || !isAnsweredByPassword(connection.failure)) return before;
  // A slip in typing it leaves the question as it was.
  return connection.failure.kind === 'wrong-password' ? (before ?? connection.failure) : connection.failure;
};
