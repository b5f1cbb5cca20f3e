/** What an account's server offers, as far as the screen asks: known from the last login, also without one. */

export interface ServerOffers {
  /** XEP-0191. */
  readonly blocking: boolean;
  /** XEP-0313, for the account. */
  readonly archive?: boolean | undefined;
  /** Octets of the largest stanza it takes (XEP-0478); absent: it did not tell. */
  readonly maxBytes?: number | undefined;
}

/** Of a server that has not been asked. */
export const noOffers: ServerOffers = { blocking: false };
