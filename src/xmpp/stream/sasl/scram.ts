/** SCRAM (RFC 5802, RFC 7677) on WebCrypto, with downgrade protection (XEP-0474 0.5.0); the same for both SASL profiles. */
import { err, ok, type Result } from '#lib/result.ts';
import { refused, type StreamFailure } from '../failure.ts';
import type { Credentials, ScramHashName, ScramKeysWire } from '../session.ts';
import { fromBase64, fromUtf8, sameBytes, toBase64, utf8, type Bytes } from './base64.ts';
import { preparePassword } from './password.ts';

/** RFC 7677 §4 asks for at least 4,096; above ten million a server could hold the page for minutes. */
const fewestIterations = 4096;
const mostIterations = 10_000_000;
const sizes: Readonly<Record<ScramHashName, number>> = { 'SHA-1': 20, 'SHA-256': 32, 'SHA-512': 64 };

/** What the server advertised, for XEP-0474. */
export interface SaslOffer {
  readonly mechanisms: readonly string[];
  /** XEP-0440; undefined when the server advertised no list. */
  readonly channelBindings?: readonly string[] | undefined;
}

export interface ScramSetup {
  readonly hash: ScramHashName;
  /** Local part of the address. */
  readonly username: string;
  readonly credentials: Credentials;
  readonly offer: SaslOffer;
  /** Client nonce: printable ASCII without a comma. */
  readonly nonce: string;
}

interface ServerFirst {
  readonly nonce: string;
  readonly salt: Bytes;
  readonly iterations: number;
  readonly offerHash?: string;
}

const escapeName = (name: string): string => name.replaceAll('=', '=3D').replaceAll(',', '=2C');

const hmacKey = (hash: ScramHashName, key: Bytes): Promise<CryptoKey> =>
  crypto.subtle.importKey('raw', key, { name: 'HMAC', hash }, false, ['sign']);
const hmac = async (hash: ScramHashName, key: Bytes, data: Bytes): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.sign('HMAC', await hmacKey(hash, key), data));
const digest = async (hash: ScramHashName, data: Bytes): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest(hash, data));

/** Derives what stands in for the password (RFC 5802 §3). `password` is prepared already. */
export const deriveKeys = async (
  hash: ScramHashName,
  password: string,
  salt: Bytes,
  iterations: number,
): Promise<ScramKeysWire> => {
  const material = await crypto.subtle.importKey('raw', utf8(password), 'PBKDF2', false, ['deriveBits']);
  const bits = await crypto.subtle.deriveBits(
    { name: 'PBKDF2', hash, salt, iterations },
    material,
    sizes[hash] * 8,
  );
  const salted = new Uint8Array(bits);
  const [clientKey, serverKey] = await Promise.all([
    hmac(hash, salted, utf8('Client Key')),
    hmac(hash, salted, utf8('Server Key')),
  ]);
  return {
    hash,
    salt: toBase64(salt),
    iterations,
    clientKey: toBase64(clientKey),
    serverKey: toBase64(serverKey),
  };
};

/** Attributes of a SCRAM message in order; undefined when it is not a list of `letter=value`. */
const attributesOf = (message: string): readonly (readonly [string, string])[] | undefined => {
  const parts = message.split(',').map((part) => /^([A-Za-z])=(.*)$/s.exec(part));
  return parts.every((part) => part !== null)
    ? parts.map((part) => [part[1] ?? '', part[2] ?? ''])
    : undefined;
};

/** RFC 5802 §5.1: `r`, `s`, `i` in this order, then extensions; `m` before them is a demand we cannot meet. */
const readServerFirst = (message: string): ServerFirst | undefined => {
  const attributes = attributesOf(message);
  const [nonce, salt, iterations] = attributes ?? [];
  if (attributes === undefined || nonce?.[0] !== 'r' || salt?.[0] !== 's' || iterations?.[0] !== 'i')
    return undefined;
  const saltBytes = fromBase64(salt[1]);
  if (saltBytes === undefined || saltBytes.length === 0 || !/^[1-9][0-9]{0,9}$/.test(iterations[1]))
    return undefined;
  const offerHash = attributes.slice(3).find(([name]) => name === 'h')?.[1];
  return {
    nonce: nonce[1],
    salt: saltBytes,
    iterations: Number(iterations[1]),
    ...(offerHash === undefined ? {} : { offerHash }),
  };
};

/** XEP-0474 §4.1. */
const hashOffer = async (
  hash: ScramHashName,
  { mechanisms, channelBindings }: SaslOffer,
): Promise<string> => {
  const list = (names: readonly string[]): string => [...names].sort().join('\x1e');
  const bindings = channelBindings === undefined ? '' : `\x1f${list(channelBindings)}`;
  return toBase64(await digest(hash, utf8(list(mechanisms) + bindings)));
};

/** One exchange. Use each instance for one login. */
export class Scram {
  readonly #setup: ScramSetup;
  #expected: Bytes | undefined;
  #keys: ScramKeysWire | undefined;

  constructor(setup: ScramSetup) {
    this.#setup = setup;
  }

  get #firstBare(): string {
    return `n=${escapeName(this.#setup.username)},r=${this.#setup.nonce}`;
  }

  /** The keys of this login, once the server's first message was answered. */
  get keys(): ScramKeysWire | undefined {
    return this.#keys;
  }

  /** The client's first message; `n,,`: no channel binding, no other authorization identity. */
  first(): Bytes {
    return utf8(`n,,${this.#firstBare}`);
  }

  /**
   * Answers the server's first message. Computes the signature to expect as well, so that `verify` needs no waiting.
   * Failures: see `#check` and `#keysFor`.
   */
  async answer(challenge: Bytes): Promise<Result<Bytes, StreamFailure>> {
    const message = fromUtf8(challenge);
    const first = message === undefined ? undefined : readServerFirst(message);
    if (message === undefined || first === undefined) return err(refused('scram-malformed'));
    const problem = await this.#check(first);
    if (problem) return err(problem);
    const keys = await this.#keysFor(first);
    if (!keys.ok) return keys;
    this.#keys = keys.value;

    const withoutProof = `c=biws,r=${first.nonce}`;
    const signed = utf8(`${this.#firstBare},${message},${withoutProof}`);
    const { hash } = this.#setup;
    const clientKey = fromBase64(keys.value.clientKey) ?? new Uint8Array();
    const signature = await hmac(hash, await digest(hash, clientKey), signed);
    const proof = clientKey.map((byte, i) => byte ^ (signature[i] ?? 0));
    this.#expected = await hmac(hash, fromBase64(keys.value.serverKey) ?? new Uint8Array(), signed);
    return ok(utf8(`${withoutProof},p=${toBase64(proof)}`));
  }

  /** Whether the server's last message proves that it knows the account's keys. False before `answer`. */
  verify(final: Bytes): boolean {
    const value = attributesOf(fromUtf8(final) ?? '')?.[0];
    const signature = value?.[0] === 'v' ? fromBase64(value[1]) : undefined;
    return signature !== undefined && this.#expected !== undefined && sameBytes(signature, this.#expected);
  }

  /** `server-not-verified`: not our nonce. `mechanism-too-weak`: the offer was altered on its way. Fails closed. */
  async #check(first: ServerFirst): Promise<StreamFailure | undefined> {
    const { nonce, hash, offer } = this.#setup;
    if (!first.nonce.startsWith(nonce) || first.nonce.length === nonce.length)
      return { kind: 'server-not-verified' };
    if (first.iterations < fewestIterations || first.iterations > mostIterations)
      return refused('scram-iterations');
    if (first.offerHash !== undefined && first.offerHash !== (await hashOffer(hash, offer))) {
      return { kind: 'mechanism-too-weak' };
    }
    return undefined;
  }

  /** `not-recognised`: stored keys are for another salt or count. `wrong-password`: no server can have taken it. */
  async #keysFor(first: ServerFirst): Promise<Result<ScramKeysWire, StreamFailure>> {
    const { credentials, hash } = this.#setup;
    if (credentials.kind === 'scram') {
      const { keys } = credentials;
      const isFitting =
        keys.hash === hash && keys.iterations === first.iterations && keys.salt === toBase64(first.salt);
      return isFitting ? ok(keys) : err({ kind: 'not-recognised', everyTime: false });
    }
    const password = preparePassword(credentials.password);
    if (password === undefined) return err({ kind: 'wrong-password' });
    return ok(await deriveKeys(hash, password, first.salt, first.iterations));
  }
}
