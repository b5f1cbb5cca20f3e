/**
 * Seals SCRAM keys under an AES-GCM key that scripts can use but not read out. It keeps secrets out of backups and of a
 * glance at the disk; it is no boundary against code that runs in this origin.
 */
import type { BareJid } from '#lib/jid.ts';
import type { ScramKeys } from '#model/account.ts';

export interface Sealed {
  readonly iv: Uint8Array;
  readonly data: ArrayBuffer;
}

/** Where the key lives; a database can hold what no script can read. */
export interface KeyKeeper {
  read(): Promise<CryptoKey | undefined>;
  /** Keeps `key` unless there is one already; answers the one that is kept. */
  keep(key: CryptoKey): Promise<CryptoKey>;
}

const algorithm = 'AES-GCM';
/** NIST SP 800-38D §8.2: 96 bits. */
const ivBytes = 12;

/** A secret is bound to its account: sealed for one, it does not open for another. */
const parametersOf = (jid: BareJid, iv: Uint8Array<ArrayBuffer>): AesGcmParams => ({
  name: algorithm,
  iv,
  additionalData: new TextEncoder().encode(jid),
});

const sealingKey = async (keeper: KeyKeeper): Promise<CryptoKey> =>
  (await keeper.read()) ??
  (await keeper.keep(
    await crypto.subtle.generateKey({ name: algorithm, length: 256 }, false, ['encrypt', 'decrypt']),
  ));

export const seal = async (keeper: KeyKeeper, jid: BareJid, keys: ScramKeys): Promise<Sealed> => {
  const key = await sealingKey(keeper);
  const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
  const plain = new TextEncoder().encode(JSON.stringify(keys));
  return { iv, data: await crypto.subtle.encrypt(parametersOf(jid, iv), key, plain) };
};

/** Undefined if the key is gone or the secret was not sealed by it for this account. */
export const unseal = async (
  keeper: KeyKeeper,
  jid: BareJid,
  { iv, data }: Sealed,
): Promise<ScramKeys | undefined> => {
  const key = await keeper.read();
  if (key === undefined) return undefined;
  try {
    const plain = await crypto.subtle.decrypt(parametersOf(jid, new Uint8Array(iv)), key, data);
    return JSON.parse(new TextDecoder().decode(plain)) as ScramKeys;
  } catch (error) {
    // Wrong key, wrong account or changed bytes: the tag tells no more, and asking for the password is the answer to all.
    if (error instanceof DOMException && error.name === 'OperationError') return undefined;
    throw error;
  }
};
