/** The operator's `config.json`: what it may say, a reading of it that ignores whatever is not right, and its fetching. */
import { parseBareJid } from '#lib/jid.ts';
import { displayName } from '#lib/text.ts';

export interface Config {
  /** Name of the product as this operator shows it. */
  readonly name: string;
  /** Completes an address typed without a domain. */
  readonly domain?: string;
  /** WebSocket of `domain`; absent: discovered (XEP-0156). */
  readonly webSocket?: string;
  /** Accent of people who chose none: degrees of oklch, 0 to below 360. */
  readonly accentHue?: number;
  readonly features: {
    /** Show the Advanced part of the sign-in form. */
    readonly advanced: boolean;
    /** Let people sign in to other domains than `domain`. */
    readonly otherDomains: boolean;
  };
}

export const defaultConfig: Config = { name: 'Kith', features: { advanced: true, otherDomains: true } };

const fieldsOf = (value: unknown): ReadonlyMap<string, unknown> =>
  new Map(typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []);

const readName = (value: unknown): string | undefined => {
  const name = typeof value === 'string' ? displayName(value) : '';
  return name === '' || name.length > 40 ? undefined : name;
};

const readDomain = (value: unknown): string | undefined => {
  if (typeof value !== 'string' || value.includes('@')) return undefined;
  const jid = parseBareJid(value.trim());
  return jid.ok ? jid.value : undefined;
};

/** A WebSocket address that may be offered: `wss:`, or `ws:` (which the stream takes on loopback only); no credentials. */
export const readWebSocket = (value: unknown): string | undefined => {
  if (typeof value !== 'string' || value.length > 2000 || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  const fit =
    (url.protocol === 'wss:' || url.protocol === 'ws:') && url.username === '' && url.password === '';
  return fit ? url.href : undefined;
};

const readHue = (value: unknown): number | undefined =>
  typeof value === 'number' && value >= 0 && value < 360 ? value : undefined;

const readSwitch = (value: unknown, otherwise: boolean): boolean =>
  typeof value === 'boolean' ? value : otherwise;

/** Never fails: each value that is missing or not right is as if it were not there. */
export const readConfig = (json: unknown): Config => {
  const fields = fieldsOf(json);
  const features = fieldsOf(fields.get('features'));
  const domain = readDomain(fields.get('domain'));
  const webSocket = domain === undefined ? undefined : readWebSocket(fields.get('webSocket'));
  const accentHue = readHue(fields.get('accentHue'));
  return {
    name: readName(fields.get('name')) ?? defaultConfig.name,
    ...(domain === undefined ? {} : { domain }),
    ...(webSocket === undefined ? {} : { webSocket }),
    ...(accentHue === undefined ? {} : { accentHue }),
    features: {
      advanced: readSwitch(features.get('advanced'), defaultConfig.features.advanced),
      // Without a domain of the operator's there is nothing to confine people to.
      otherDomains: domain === undefined || readSwitch(features.get('otherDomains'), true),
    },
  };
};

/** The file beside the page; `undefined` when it is absent or the network is. Rejects with a SyntaxError only. */
export const fetchConfig = async (fetchFile: typeof fetch): Promise<unknown> => {
  let response: Response;
  try {
    response = await fetchFile('./config.json', { cache: 'no-cache', credentials: 'omit' });
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
  if (!response.ok) return undefined;
  const text = await response.text();
  return text.length > 65_536 ? undefined : (JSON.parse(text) as unknown);
};
