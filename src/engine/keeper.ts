/**
 * An account's place in this browser, as the engine uses it: credentials, pin, address; kept after each good login.
 *
 * The password: tried first until its SCRAM keys are sealed, from then on the keys are. It stays as a spare in this engine's
 * memory alone, for servers whose salt is another one at each login: there the keys are refused as outdated though nobody
 * changed the password, and it is tried in their place, once per refusal. It is forgotten as soon as the keys have proved that
 * they serve, or when it is refused itself.
 */
import { domainOf, type BareJid } from '#lib/jid.ts';
import type { Account } from '#model/account.ts';
import type { ShellStore } from '#store/account-store.ts';
import { stronger } from '#xmpp/stream/sasl/mechanism.ts';
import type { AccountKeeper } from './context.ts';

export interface KeeperOptions {
  readonly jid: BareJid;
  readonly shell: ShellStore;
  /** Of the operator's config.json: for accounts of that domain. */
  readonly config: { readonly domain?: string; readonly webSocket?: string };
  readonly password?: string;
  /** The keys are stored: whoever holds the password need not hold it any longer. */
  readonly sealed?: () => void;
  /** Typed by the person. */
  readonly webSocket?: string;
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

export const openKeeper = async (options: KeeperOptions): Promise<AccountKeeper> => {
  const { jid, shell, config } = options;
  let account = await accountOf(shell, jid, options);
  if (options.webSocket !== undefined) account = { ...account, webSocket: options.webSocket };
  let { password } = options;
  let spare: string | undefined;
  /** A spare whose login is under way. */
  let used: string | undefined;

  return {
    userAgentId: account.userAgentId,
    get strongest() {
      return account.strongest;
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
    signedIn: async ({ mechanism, scramKeys }) => {
      const proven = password ?? used;
      used = undefined;
      const strongest = stronger(account.strongest, mechanism);
      const isNew = password !== undefined;
      if (strongest !== account.strongest || isNew) {
        account = { ...account, strongest };
        await shell.saveAccount(account);
        await shell.setCurrentAccount(jid);
      }
      if (scramKeys) await shell.saveSecret(jid, scramKeys);
      // Without keys to store, this visit lives on the password.
      if (proven !== undefined && !scramKeys) password = proven;
      else {
        password = undefined;
        spare = proven;
        if (proven !== undefined) options.sealed?.();
      }
    },
    forget: options.forget,
  };
};
