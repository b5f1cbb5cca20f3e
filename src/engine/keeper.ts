/**
 * An account's place in this browser, as the engine uses it: credentials, pin, address; kept after each good login.
 *
 * The password: tried first until its SCRAM keys are sealed, from then on the keys are. It stays as a spare in this engine's
 * memory alone, for servers whose salt is another one at each login: there the keys do not fit though nobody changed the
 * password, and it is tried in their place, once per refusal. It is forgotten as soon as the keys have proved that they serve,
 * or when it is refused itself.
 *
 * Such a server is known once a password that was right gives other keys than the last time; one that takes PLAIN alone, at
 * the first login. From then on this visit lives on the password, and later ones ask for it.
 */
import { domainOf, type BareJid } from '#lib/jid.ts';
import type { Account, ScramKeys } from '#model/account.ts';
import type { Downgrade } from '#model/failure.ts';
import type { ShellStore } from '#store/account-store.ts';
import { fromBase64 } from '#xmpp/stream/sasl/base64.ts';
import { stronger } from '#xmpp/stream/sasl/mechanism.ts';
import { preparePassword } from '#xmpp/stream/sasl/password.ts';
import { deriveKeys } from '#xmpp/stream/sasl/scram.ts';
import type { AccountKeeper } from './context.ts';

export interface KeeperOptions {
  readonly jid: BareJid;
  readonly shell: ShellStore;
  /** Of the operator's config.json: for accounts of that domain. */
  readonly config: { readonly domain?: string; readonly webSocket?: string };
  readonly password?: string;
  /** The keys are stored, or the password was refused: whoever holds it need not hold it any longer. */
  readonly sealed?: () => void;
  /** What the person agreed to, typing the password for it. */
  readonly acceptWeaker?: Downgrade;
  /** Nothing can be kept that the server takes again: said once in the account's life. */
  readonly cannotStay?: () => void;
  /** Typed by the person, or filled in by a link. */
  readonly webSocket?: string;
  /** It was a link, and named a host that nobody else did. */
  readonly webSocketFromLink?: boolean;
  now(): number;
  newId(): string;
  /** Deletes the databases. */
  readonly forget: () => Promise<void>;
}

/** The account as stored, or as it will be after its first login. */
export const accountOf = async (
  shell: ShellStore,
  jid: BareJid,
  make: Pick<KeeperOptions, 'now' | 'newId'>,
): Promise<Account> =>
  (await shell.accounts()).find((account) => account.jid === jid) ?? {
    jid,
    userAgentId: make.newId(),
    createdAt: make.now(),
  };

const isMadeOf = async (keys: ScramKeys, password: string): Promise<boolean> => {
  const { hash, iterations, clientKey } = keys;
  const salt = fromBase64(keys.salt);
  const prepared = preparePassword(password);
  if (salt === undefined || prepared === undefined) return false;
  return (await deriveKeys(hash, prepared, salt, iterations)).clientKey === clientKey;
};

export const openKeeper = async (options: KeeperOptions): Promise<AccountKeeper> => {
  const { jid, shell, config } = options;
  let account = await accountOf(shell, jid, options);
  if (options.webSocket !== undefined) {
    const { webSocket, webSocketFromLink = false } = options;
    account = { ...account, webSocket, webSocketFromLink };
  }
  let { password } = options;
  const { acceptWeaker } = options;
  /** Stands in for the pin until a login has made it the pin; of no use against any other pin. */
  let agreed =
    password !== undefined && acceptWeaker?.from === account.strongest ? acceptWeaker?.to : undefined;
  let spare: string | undefined;
  /** A spare whose login is under way. */
  let used: string | undefined;

  const keep = async (changed: Account): Promise<void> => {
    account = changed;
    await shell.saveAccount(account);
    await shell.setCurrentAccount(jid);
  };

  /** After a login with the password. */
  const isAskedAgain = async (proven: string, keys: ScramKeys | undefined): Promise<boolean> => {
    if (!keys) return true;
    const before = await shell.readSecret(jid);
    if (before?.hash !== keys.hash) return false;
    if (before.salt === keys.salt && before.iterations === keys.iterations) return false;
    // Another password explains other keys, and tells nothing about the server.
    return (await isMadeOf(before, proven)) || account.asksEachTime === true;
  };

  return {
    userAgentId: account.userAgentId,
    get strongest() {
      return agreed ?? account.strongest;
    },
    plainAllowed: account.webSocketFromLink !== true,
    get asksEachTime() {
      return account.asksEachTime === true;
    },
    webSocket: account.webSocket ?? (config.domain === domainOf(jid) ? config.webSocket : undefined),
    credentials: async () => {
      used = undefined;
      if (password !== undefined) return { kind: 'password', password };
      const keys = await shell.readSecret(jid);
      return keys && { kind: 'scram', keys };
    },
    instead: () => {
      if (spare === undefined) return undefined;
      // Never the same twice, unless it was right: servers lock accounts.
      used = spare;
      spare = undefined;
      return { kind: 'password', password: used };
    },
    refused: () => {
      password = used = undefined;
      options.sealed?.();
    },
    signedIn: async ({ mechanism, scramKeys }) => {
      const proven = password ?? used;
      used = undefined;
      const strongest = agreed === undefined ? stronger(account.strongest, mechanism) : mechanism;
      agreed = undefined;
      // At once: to learn more may take deriving keys.
      if (strongest !== account.strongest || password !== undefined) await keep({ ...account, strongest });
      const asksEachTime = proven !== undefined && (await isAskedAgain(proven, scramKeys));
      const isNews = asksEachTime !== (account.asksEachTime ?? false);
      if (isNews) await keep({ ...account, asksEachTime });
      // Also where they do not serve: another such login tells whether they still do not.
      if (scramKeys) await shell.saveSecret(jid, scramKeys);
      else if (proven !== undefined) await shell.removeSecret(jid);
      password = asksEachTime ? proven : undefined;
      spare = asksEachTime ? undefined : proven;
      if (proven !== undefined && !asksEachTime) options.sealed?.();
      // Where nothing is kept anyway there is nothing to tell.
      if (isNews && asksEachTime && !shell.memory) options.cannotStay?.();
    },
    forget: options.forget,
  };
};
