/** Which SASL mechanism to use: the strongest that both sides have, never below the pin. */
import { err, ok, type Result } from '#lib/result.ts';
import { refused, type StreamFailure } from '../failure.ts';
import type { Credentials, ScramHashName } from '../session.ts';

export type MechanismName = 'SCRAM-SHA-512' | 'SCRAM-SHA-256' | 'SCRAM-SHA-1' | 'PLAIN';

/** Strongest first. The -PLUS variants are absent: browsers give no channel binding. */
const known: readonly MechanismName[] = ['SCRAM-SHA-512', 'SCRAM-SHA-256', 'SCRAM-SHA-1', 'PLAIN'];
const hashes: ReadonlyMap<MechanismName, ScramHashName> = new Map([
  ['SCRAM-SHA-512', 'SHA-512'],
  ['SCRAM-SHA-256', 'SHA-256'],
  ['SCRAM-SHA-1', 'SHA-1'],
]);

/** Undefined for PLAIN. */
export const hashOf = (mechanism: MechanismName): ScramHashName | undefined => hashes.get(mechanism);

const rank = (name: string): number => {
  const index = known.findIndex((mechanism) => mechanism === name);
  return index === -1 ? -1 : known.length - index;
};

export const isKnownMechanism = (name: string): boolean => rank(name) !== -1;

/** The stronger of two mechanism names, for the pin; a name we do not know never wins. */
export const stronger = (a: string | undefined, b: string): string =>
  a !== undefined && rank(a) >= rank(b) ? a : b;

export interface MechanismWish {
  readonly credentials: Credentials;
  /** The pin: strongest mechanism ever used with this account. */
  readonly strongest?: string | undefined;
  /** The person, the operator or the account's own domain chose the host. Every socket is encrypted or loopback (`usableSocket`). */
  readonly plainAllowed: boolean;
}

/**
 * Failures: `plain-refused` when the best offer is a forbidden PLAIN; `mechanism-too-weak` when it is below the pin;
 * `not-recognised` when stored keys fit no offer; `refused: no-mechanism` when nothing is known to both.
 */
export const chooseMechanism = (
  offered: readonly string[],
  { credentials, strongest, plainAllowed }: MechanismWish,
): Result<MechanismName, StreamFailure> => {
  const best = known.find((name) => offered.includes(name));
  if (best === undefined) return err(refused('no-mechanism'));
  // Before the pin: what a person could agree to must be possible.
  if (best === 'PLAIN' && !plainAllowed) return err({ kind: 'plain-refused' });
  if (strongest !== undefined && rank(best) < rank(strongest))
    return err({ kind: 'mechanism-too-weak', downgrade: { from: strongest, to: best } });
  if (credentials.kind === 'password') return ok(best);
  const fitting = known.find((name) => hashOf(name) === credentials.keys.hash);
  return fitting !== undefined && offered.includes(fitting)
    ? ok(fitting)
    : err({ kind: 'not-recognised', everyTime: false });
};
