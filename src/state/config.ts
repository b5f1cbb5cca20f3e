/** The operator's `config.json`: what it may say, and a reading of it that ignores whatever is not right. */

export interface Config {
  /** Name of the product as this operator shows it. */
  readonly name: string;
  /** Completes an address typed without a domain. */
  readonly domain?: string;
  /** WebSocket of `domain`; absent: discovered (XEP-0156). */
  readonly webSocket?: string;
  /** Accent hue in degrees for people who chose none. */
  readonly accentHue?: number;
  readonly features: {
    /** Show the Advanced part of the sign-in form. */
    readonly advanced: boolean;
    /** Let people sign in to other domains than `domain`. */
    readonly otherDomains: boolean;
  };
}

export const defaultConfig: Config = { name: 'Kith', features: { advanced: true, otherDomains: true } };
