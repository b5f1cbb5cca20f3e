/** A keeper over a shell store made of maps. */
import type { BareJid } from '#lib/jid.ts';
import type { Account, ScramKeys } from '#model/account.ts';
import { openKeeper, type KeeperOptions } from '#engine/keeper.ts';
import type { ShellStore } from '#store/account-store.ts';
import { bare } from './builders.ts';

export const alice = bare('alice@example.org');
export const keys: ScramKeys = {
  hash: 'SHA-256',
  salt: 's',
  iterations: 4096,
  clientKey: 'c',
  serverKey: 'k',
};

/** The part of a shell store that keepers use, as maps. */
export class Shell {
  readonly saved = new Map<BareJid, Account>();
  readonly secrets = new Map<BareJid, ScramKeys>();
  current: BareJid | undefined;
  memory = false;

  get store(): ShellStore {
    const part: Partial<ShellStore> = {
      memory: this.memory,
      accounts: () => Promise.resolve([...this.saved.values()]),
      saveAccount: (account) => Promise.resolve(void this.saved.set(account.jid, account)),
      saveSecret: (jid, secret) => Promise.resolve(void this.secrets.set(jid, secret)),
      removeSecret: (jid) => Promise.resolve(void this.secrets.delete(jid)),
      readSecret: (jid) => Promise.resolve(this.secrets.get(jid)),
      setCurrentAccount: (jid) => Promise.resolve(void (this.current = jid)),
    };
    return part as ShellStore;
  }
}

export const keeperOf = (shell: Shell, more: Partial<KeeperOptions> = {}): ReturnType<typeof openKeeper> =>
  openKeeper({
    jid: alice,
    shell: shell.store,
    config: {},
    now: () => 7,
    newId: () => 'agent-1',
    forget: () => Promise.resolve(),
    ...more,
  });
