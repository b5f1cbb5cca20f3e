/** An account's place in this browser, as the engine uses it: credentials, pin, address; kept after each good login. */
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

  return {
    userAgentId: account.userAgentId,
    get strongest() {
      return account.strongest;
    },
    webSocket: account.webSocket ?? (config.domain === domainOf(jid) ? config.webSocket : undefined),
    credentials: async () => {
      if (password !== undefined) return { kind: 'password', password };
      const keys = await shell.readSecret(jid);
      return keys && { kind: 'scram', keys };
    },
    signedIn: async ({ mechanism, scramKeys }) => {
      const strongest = stronger(account.strongest, mechanism);
      const isNew = password !== undefined;
      if (strongest !== account.strongest || isNew) {
        account = { ...account, strongest };
        await shell.saveAccount(account);
        await shell.setCurrentAccount(jid);
      }
      if (!scramKeys) return;
      await shell.saveSecret(jid, scramKeys);
      // The keys serve from now on; the password is not kept longer than it is needed.
      password = undefined;
    },
    forget: options.forget,
  };
};
