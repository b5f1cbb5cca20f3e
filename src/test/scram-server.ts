/** The server's side of SCRAM (RFC 5802) with Node's own cryptography, so that tests check against another implementation. */
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';

export interface ScramServerSetup {
  readonly hash?: 'SHA-1' | 'SHA-256' | 'SHA-512';
  readonly password?: string;
  readonly iterations?: number;
  readonly salt?: string;
}

const sizes = { 'SHA-1': 20, 'SHA-256': 32, 'SHA-512': 64 };

/** One exchange; everything goes in and out as base64. */
export class ScramServer {
  readonly #hash: string;
  readonly #salted: Buffer;
  readonly #head: string;
  #signed = '';

  constructor({
    hash = 'SHA-1',
    password = 'secret',
    iterations = 4096,
    salt = 'c2FsdA==',
  }: ScramServerSetup = {}) {
    this.#hash = hash.replace('-', '').toLowerCase();
    this.#salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), iterations, sizes[hash], this.#hash);
    this.#head = `s=${salt},i=${String(iterations)}`;
  }

  /** The challenge for the client's first message. */
  challenge(clientFirst: string): string {
    const bare = Buffer.from(clientFirst, 'base64').toString().replace(/^n,,/, '');
    const first = `r=${/r=(.*)$/.exec(bare)?.[1] ?? ''}server,${this.#head}`;
    this.#signed = `${bare},${first}`;
    return Buffer.from(first).toString('base64');
  }

  /** The server's signature for the client's final message; undefined: the proof is wrong. */
  final(clientFinal: string): string | undefined {
    const [withoutProof = '', proof = ''] = Buffer.from(clientFinal, 'base64').toString().split(',p=');
    const signed = `${this.#signed},${withoutProof}`;
    const clientKey = this.#mac(this.#salted, 'Client Key');
    const signature = this.#mac(createHash(this.#hash).update(clientKey).digest(), signed);
    const expected = Buffer.from(clientKey.map((byte, i) => byte ^ (signature[i] ?? 0))).toString('base64');
    if (proof !== expected) return undefined;
    const verifier = this.#mac(this.#mac(this.#salted, 'Server Key'), signed).toString('base64');
    return Buffer.from(`v=${verifier}`).toString('base64');
  }

  #mac(key: Buffer, text: string): Buffer {
    return createHmac(this.#hash, key).update(text).digest();
  }
}
