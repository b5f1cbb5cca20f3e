/** The block list (XEP-0191): fetched at sign-in, changed by pushes, both only from one's own account. */
import { isFull, type BareJid, type Jid } from '#lib/jid.ts';
import { err, ok } from '#lib/result.ts';
import type { BlockedChange } from '#store/account-store.ts';
import type { IqStanza } from '#xmpp/core/iq.ts';
import type { IqReply } from '#xmpp/stream/router.ts';
import { block, blockingNs, blockList, blockListQuery, unblock } from '#xmpp/xep/0191-blocking.ts';
import { badRequest, serviceUnavailable, type Feature } from '../feature.ts';
import type { Link } from '../link.ts';
import { Mirror } from '../mirror.ts';
import { onceMore } from '../once-more.ts';

/** Milliseconds. */
const patienceMs = 10_000;

export interface BlockingFeature extends Feature {
  /** The stored list has changed, or was never read. */
  refresh(): Promise<void>;
  fetch(): Promise<void>;
}

/** Single devices can be blocked by other clients; here a person is blocked or not. */
const bareOnes = (jids: readonly Jid[]): BareJid[] => jids.filter((jid): jid is BareJid => !isFull(jid));

export const blockingFeature = (link: Link): BlockingFeature => {
  const mirror = new Mirror<BareJid>(async () => {
    const full = await link.ctx.store.blocked();
    return () => {
      link.blocks.change({ full });
    };
  });
  const onPush = async (iq: IqStanza, change: BlockedChange | undefined): Promise<IqReply> => {
    if (!link.isOwnAccount(iq.from)) return err(serviceUnavailable);
    if (!change) return err(badRequest);
    await mirror.during(() => {
      link.blocks.change(change);
      return link.applier.add({ blocked: change });
    });
    return ok(undefined);
  };
  const onBlock = (iq: IqStanza): Promise<IqReply> => {
    const read = iq.payload && block.decode(iq.payload);
    return onPush(iq, read?.ok ? { added: bareOnes(read.value.jids) } : undefined);
  };
  const onUnblock = (iq: IqStanza): Promise<IqReply> => {
    const read = iq.payload && unblock.decode(iq.payload);
    if (!read?.ok) return onPush(iq, undefined);
    const { jids } = read.value;
    return onPush(iq, jids.length === 0 ? { full: [] } : { removed: bareOnes(jids) });
  };

  const fetch = async (mayRepeat: boolean): Promise<void> => {
    const answer = await link.iq({ type: 'get', payload: blockListQuery(), timeoutMs: patienceMs });
    if (!answer.ok && answer.error.kind === 'timeout' && mayRepeat)
      onceMore(link, 'block list', () => fetch(false));
    const read = answer.ok && answer.value ? blockList.decode(answer.value) : undefined;
    if (!read?.ok) return;
    const full = bareOnes(read.value.jids);
    // The copy is read from what is stored, which has what the person changed meanwhile.
    await mirror.during(() => link.applier.commit({ blocked: { full } }));
  };

  return {
    claims: [
      { stanza: 'iq', type: 'set', ns: blockingNs, name: 'block', handler: onBlock },
      { stanza: 'iq', type: 'set', ns: blockingNs, name: 'unblock', handler: onUnblock },
    ],
    refresh: () => mirror.refresh(),
    fetch: () => fetch(true),
  };
};
