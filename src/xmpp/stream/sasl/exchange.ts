/** One run of a SASL mechanism, the same to both profiles: what to say first, what to answer, whether to believe. */
import { err, ok, type Result } from '#lib/result.ts';
import { refused, type StreamFailure } from '../failure.ts';
import type { Credentials, ScramKeysWire } from '../session.ts';
import { utf8, type Bytes } from './base64.ts';
import { chooseMechanism, hashOf, type MechanismName, type MechanismWish } from './mechanism.ts';
import { preparePassword } from './password.ts';
import { Scram, type SaslOffer } from './scram.ts';

export interface Exchange {
  readonly mechanism: MechanismName;
  readonly initial: Bytes;
  answer(challenge: Bytes): Promise<Result<Bytes, StreamFailure>>;
  /** Whether a success with this data is to be believed. Answers at once, so that what follows is in order. */
  accepts(final: Bytes | undefined): boolean;
  readonly keys: ScramKeysWire | undefined;
}

export interface ExchangeSetup extends MechanismWish {
  /** Local part of the address. */
  readonly username: string;
  readonly offer: SaslOffer;
  /** Printable ASCII without a comma, new for each exchange. */
  readonly nonce: string;
}

class ScramExchange implements Exchange {
  readonly mechanism: MechanismName;
  readonly #scram: Scram;
  #stage: 'first' | 'final' | 'proven' = 'first';

  constructor(mechanism: MechanismName, scram: Scram) {
    this.mechanism = mechanism;
    this.#scram = scram;
  }

  get initial(): Bytes {
    return this.#scram.first();
  }

  get keys(): ScramKeysWire | undefined {
    return this.#scram.keys;
  }

  /** The second challenge, where there is one, holds what other servers put into the success (RFC 6120 §6.4.6). */
  async answer(challenge: Bytes): Promise<Result<Bytes, StreamFailure>> {
    if (this.#stage === 'first') {
      this.#stage = 'final';
      return this.#scram.answer(challenge);
    }
    if (this.#stage !== 'final' || !this.#scram.verify(challenge))
      return err({ kind: 'server-not-verified' });
    this.#stage = 'proven';
    return ok(new Uint8Array());
  }

  accepts(final: Bytes | undefined): boolean {
    if (this.#stage === 'proven') return final === undefined || final.length === 0;
    return final !== undefined && this.#scram.verify(final);
  }
}

/** RFC 4616. The server proves nothing. */
const plainExchange = (username: string, credentials: Credentials): Result<Exchange, StreamFailure> => {
  const password = credentials.kind === 'password' ? preparePassword(credentials.password) : undefined;
  if (password === undefined) return err({ kind: 'wrong-password' });
  return ok({
    mechanism: 'PLAIN',
    initial: utf8(`\0${username}\0${password}`),
    answer: () => Promise.resolve(err(refused('unexpected-challenge'))),
    accepts: () => true,
    keys: undefined,
  });
};

/** Chooses a mechanism and prepares its run; see `chooseMechanism` for the failures. */
export const startExchange = (setup: ExchangeSetup): Result<Exchange, StreamFailure> => {
  const mechanism = chooseMechanism(setup.offer.mechanisms, setup);
  if (!mechanism.ok) return mechanism;
  const hash = hashOf(mechanism.value);
  if (hash === undefined) return plainExchange(setup.username, setup.credentials);
  const { username, credentials, offer, nonce } = setup;
  return ok(new ScramExchange(mechanism.value, new Scram({ hash, username, credentials, offer, nonce })));
};
