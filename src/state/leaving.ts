/** A sign-out that was begun is ended, also when the page goes in the middle of it. */
import type { BareJid } from '#lib/jid.ts';
import type { ShellStore } from '#store/account-store.ts';

/** `task` deletes what is stored; until it has, the next page knows that it has to. */
export async function leave(
  shell: ShellStore | undefined,
  jid: BareJid,
  task: (jid: BareJid) => Promise<void>,
): Promise<void> {
  await shell?.setLeavingAccount(jid);
  await task(jid);
  await shell?.setLeavingAccount(undefined);
}
