/** The roster (RFC 6121 §2): fetched by version, changed by pushes, both only from one's own account. */
import type { BareJid } from '#lib/jid.ts';
import { err, ok } from '#lib/result.ts';
import { inTurns } from '#lib/turns.ts';
import type { Contact } from '#model/contact.ts';
import type { RosterChange } from '#store/account-store.ts';
import { contactSortKey } from '#model/contact-sort.ts';
import { readRoster, roster, rosterGet, type Roster, type RosterItem } from '#xmpp/core/roster.ts';
import { rosterNs } from '#xmpp/core/namespaces.ts';
import type { IqStanza } from '#xmpp/core/iq.ts';
import type { IqReply } from '#xmpp/stream/router.ts';
import { badRequest, serviceUnavailable, type Feature } from '../feature.ts';
import type { Link } from '../link.ts';
import { Mirror } from '../mirror.ts';
import { onceMore } from '../once-more.ts';

/** Milliseconds; the app is usable with the roster of the last visit (F16). */
const patienceMs = 10_000;
/** Rows read at once when the copy for trust is filled. */
const pageSize = 500;

export interface RosterFeature extends Feature {
  /** These stored contacts have changed; without keys, any, or they were never read. */
  refresh(keys?: readonly BareJid[]): Promise<void>;
  /** Fetches what changed since the stored version; without versioning everything, as when what is shown may be wrong. */
  fetch(options: { readonly versioning: boolean }): Promise<void>;
}

const contactOf = ({ jid, name, groups, subscription, ask }: RosterItem): Contact => ({
  jid,
  groups,
  ask,
  subscription: subscription === 'remove' ? 'none' : subscription,
  ...(name === undefined ? {} : { name }),
});

export const rosterFeature = (link: Link): RosterFeature => {
  const { store } = link.ctx;
  const { trust } = link;
  const mirror = new Mirror<BareJid>((keys) => (keys === undefined ? readAll() : readSome(keys)));
  /** Pushes since each open request: its answer may be older, and must not overwrite them. */
  const open = new Set<RosterChange[]>();

  /** RFC 6121 §2.1.6: a push from anyone else is an attack (CVE-2015-8688). */
  const onPush = async ({ from, payload }: IqStanza): Promise<IqReply> => {
    if (!link.isOwnAccount(from)) return err(serviceUnavailable);
    const push = payload && roster.decode(payload);
    const [item] = push?.ok ? push.value.items : [];
    if (!push?.ok || !item || push.value.items.length !== 1) return err(badRequest);
    const { ver } = push.value;
    const isRemoval = item.subscription === 'remove';
    const changed = isRemoval ? [] : [contactOf(item)];
    const removed = isRemoval ? [item.jid] : [];
    const change = { changed, removed, ...(ver === undefined ? {} : { ver }) };
    for (const pushes of open) pushes.push(change);
    await mirror.during(() => {
      trust.changeRoster(changed, removed);
      return link.applier.add({ roster: change });
    });
    return ok(undefined);
  };

  const replace = async ({ items, ver }: Roster, pushes: readonly RosterChange[]): Promise<void> => {
    const full = items.filter((item) => item.subscription !== 'remove').map(contactOf);
    // The copy is read from what is stored, which has what the person changed meanwhile.
    await mirror.during(async () => {
      await link.applier.commit({ roster: { full, ...(ver === undefined ? {} : { ver }) } });
      for (const roster of pushes) await link.applier.commit({ roster });
    });
  };

  const readSome = async (keys: readonly BareJid[]): Promise<() => void> => {
    const contacts = await Promise.all(keys.map((jid) => store.contact(jid)));
    const known = contacts.filter((contact) => contact !== undefined);
    const gone = keys.filter((_, i) => contacts[i] === undefined);
    return () => {
      trust.changeRoster(known, gone);
    };
  };

  const readAll = async (): Promise<() => void> => {
    const contacts: Contact[] = [];
    for (;;) {
      const last = contacts.at(-1);
      const after = last ? { after: contactSortKey(last) } : {};
      const page = await store.contacts({ limit: pageSize, ...after });
      contacts.push(...page);
      if (page.length < pageSize) break;
    }
    return () => {
      trust.replaceRoster(contacts);
    };
  };

  const fetch = async (versioning: boolean, mayRepeat: boolean): Promise<void> => {
    const pushes: RosterChange[] = [];
    const ver = versioning ? ((await store.rosterVersion()) ?? '') : undefined;
    open.add(pushes);
    try {
      const answer = await link.iq({ type: 'get', payload: rosterGet(ver), timeoutMs: patienceMs });
      if (!answer.ok && answer.error.kind === 'timeout' && mayRepeat)
        onceMore(link, 'roster', () => fetch(versioning, false));
      // An empty result means that the stored version is the newest (RFC 6121 §2.6.3).
      if (!answer.ok || !answer.value) return;
      const read = await inTurns(readRoster(answer.value), link.ctx.nextTurn);
      if (read.ok) await replace(read.value, pushes);
    } finally {
      open.delete(pushes);
    }
  };

  return {
    claims: [{ stanza: 'iq', type: 'set', ns: rosterNs, name: 'query', handler: onPush }],
    refresh: (keys) => mirror.refresh(keys),
    fetch: ({ versioning }) => fetch(versioning, true),
  };
};
