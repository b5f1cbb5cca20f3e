/** Roster, requests, presence, the block list and what the server offers, as one batch changes them. */
import type { BareJid } from '#lib/jid.ts';
import { contactSortKey } from '#model/contact-sort.ts';
import type { Contact } from '#model/contact.ts';
import {
  blockKinds,
  contactAfter,
  contactKinds,
  type BlockIntent,
  type ContactIntent,
} from '#model/own-change.ts';
import { noOffers, type ServerOffers } from '#model/server.ts';
import type { BlockedChange, PresenceChange, RequestChange, RosterChange } from '../batch.ts';
import type { ChangeSet } from '../change-set.ts';
import type { ContactRow, Tx, WriteTx } from '../schema.ts';
import { ownIntents } from './own-intents.ts';

export const rosterVersionName = 'roster-version';
const serverName = 'server';

/** Requests kept: a flood pushes out the oldest (P04). */
const requestsKept = 1000;
/** Devices of one person that go with a word. */
const devicesKept = 1000;

export const contactRow = (contact: Contact): ContactRow => ({ ...contact, sort: contactSortKey(contact) });

export const putContact = async (tx: WriteTx, changes: ChangeSet, contact: Contact): Promise<void> => {
  await tx.objectStore('contacts').put(contactRow(contact));
  changes.add('contacts', contact.jid, contact.jid);
};

export const removeContact = async (tx: WriteTx, changes: ChangeSet, jid: BareJid): Promise<void> => {
  await tx.objectStore('contacts').delete(jid);
  changes.add('contacts', jid, jid);
};

/** What the person wants of a contact. */
export const changeContact = async (
  tx: WriteTx,
  changes: ChangeSet,
  intent: ContactIntent,
): Promise<void> => {
  const row = await tx.objectStore('contacts').get(intent.jid);
  const { sort: _, ...known } = row ?? { sort: undefined };
  const after = contactAfter('jid' in known ? known : undefined, intent);
  if (after !== undefined) await putContact(tx, changes, after);
  else if (row !== undefined) await removeContact(tx, changes, intent.jid);
};

/** Rows read, and rows written, before the page may do something else. */
const rosterSlice = 250;
/** More changes than this are told as one. */
const fewContacts = 200;

/** Stored rows that the roster no longer has go, those that differ are written: most sign-ins change nothing. */
const replaceRoster = async (tx: WriteTx, changes: ChangeSet, full: readonly Contact[]): Promise<void> => {
  const contacts = tx.objectStore('contacts');
  const wanted = new Map(full.map((contact) => [contact.jid, contact]));
  const changed = new Set<BareJid>();
  const gone = new Set<BareJid>();
  for (let range: IDBKeyRange | null = null; ;) {
    const rows: readonly ContactRow[] = await contacts.getAll(range, rosterSlice);
    for (const row of rows) {
      const contact = wanted.get(row.jid);
      if (contact === undefined) gone.add(row.jid);
      else if (!isAlike(row, contact)) changed.add(row.jid);
    }
    await Promise.all(
      rows.flatMap(({ jid }) => {
        const contact = changed.has(jid) ? wanted.get(jid) : undefined;
        return contact === undefined ? [] : [contacts.put(contactRow(contact))];
      }),
    );
    for (const { jid } of rows) wanted.delete(jid);
    const last = rows.at(-1);
    if (last === undefined || rows.length < rosterSlice) break;
    range = IDBKeyRange.lowerBound(last.jid, true);
  }
  for (const jid of gone) await contacts.delete(jid);
  const added = [...wanted.values()];
  for (let i = 0; i < added.length; i += rosterSlice)
    await Promise.all(added.slice(i, i + rosterSlice).map((contact) => contacts.put(contactRow(contact))));
  const ids = [...changed, ...gone, ...wanted.keys()];
  if (ids.length > fewContacts) changes.addAll('contacts');
  else for (const jid of ids) changes.add('contacts', jid, jid);
};

const isAlike = (a: Contact, b: Contact): boolean =>
  a.name === b.name &&
  a.subscription === b.subscription &&
  a.ask === b.ask &&
  a.groups.length === b.groups.length &&
  a.groups.every((group, i) => group === b.groups[i]);

/** Needs the outbox too: what the person changed and the server does not have yet is true on top of what it tells. */
export const applyRoster = async (tx: WriteTx, changes: ChangeSet, roster: RosterChange): Promise<void> => {
  const { full, changed = [], removed = [], ver } = roster;
  if (full !== undefined) await replaceRoster(tx, changes, full);
  await Promise.all(changed.map((contact) => putContact(tx, changes, contact)));
  await Promise.all(removed.map((jid) => removeContact(tx, changes, jid)));
  if (ver !== undefined) await tx.objectStore('values').put(ver, rosterVersionName);
  // What was sent is told by a push once it is done, and then as the server made it.
  const states = full === undefined ? (['queued'] as const) : (['queued', 'sent'] as const);
  const told = full === undefined ? [...changed.map(({ jid }) => jid), ...removed] : undefined;
  for (const intent of await ownIntents(tx, contactKinds, states, told))
    await changeContact(tx, changes, intent);
};

export const applyRequests = async (
  tx: WriteTx,
  changes: ChangeSet,
  { added = [], removed = [] }: RequestChange,
): Promise<void> => {
  const requests = tx.objectStore('requests');
  await Promise.all(added.map((request) => requests.put(request)));
  await Promise.all(removed.map((jid) => requests.delete(jid)));
  const excess = (await requests.count()) - requestsKept;
  const oldest = excess > 0 ? await requests.index('at').getAllKeys(null, excess) : [];
  await Promise.all(oldest.map((jid) => requests.delete(jid)));
  const ids = [...added.map(({ jid }) => jid), ...removed, ...oldest];
  if (ids.length > 0) changes.add('requests', undefined, ...ids);
};

export const applyPresence = async (
  tx: WriteTx,
  changes: ChangeSet,
  change: PresenceChange,
): Promise<void> => {
  const presence = tx.objectStore('presence');
  if (change.wipe === true) {
    await presence.clear();
    changes.addAll('presence');
  }
  const { gone = [], changed = [] } = change;
  await Promise.all(gone.map((jid) => presence.delete(jid)));
  if (gone.length > 0) changes.add('presence', undefined, ...gone);
  for (const bare of change.goneBare ?? []) {
    const devices = await presence.index('bare').getAllKeys(bare, devicesKept);
    await Promise.all(devices.map((jid) => presence.delete(jid)));
    if (devices.length > 0) changes.add('presence', undefined, ...devices);
  }
  await Promise.all(changed.map((device) => presence.put(device)));
  if (changed.length > 0) changes.add('presence', undefined, ...changed.map(({ jid }) => jid));
};

/** What the person wants of the block list. */
export const changeBlocked = async (
  tx: WriteTx,
  changes: ChangeSet,
  { kind, jid }: BlockIntent,
): Promise<void> => {
  if (kind === 'block') await tx.objectStore('blocked').put({ jid });
  else await tx.objectStore('blocked').delete(jid);
  changes.add('blocked', undefined, jid);
};

/** Needs the outbox too, as the roster does. */
export const applyBlocked = async (
  tx: WriteTx,
  changes: ChangeSet,
  { full, added = [], removed = [] }: BlockedChange,
): Promise<void> => {
  const blocked = tx.objectStore('blocked');
  if (full !== undefined) {
    await blocked.clear();
    changes.addAll('blocked');
  }
  await Promise.all([...(full ?? []), ...added].map((jid) => blocked.put({ jid })));
  await Promise.all(removed.map((jid) => blocked.delete(jid)));
  if (added.length + removed.length > 0) changes.add('blocked', undefined, ...added, ...removed);
  const told = full === undefined ? [...added, ...removed] : undefined;
  for (const intent of await ownIntents(tx, blockKinds, ['queued', 'sent'], told))
    await changeBlocked(tx, changes, intent);
};

export const readServer = async (tx: Tx): Promise<ServerOffers> => ({
  ...noOffers,
  ...((await tx.objectStore('values').get(serverName)) as Partial<ServerOffers> | undefined),
});

export const applyServer = async (
  tx: WriteTx,
  changes: ChangeSet,
  server: Partial<ServerOffers>,
): Promise<void> => {
  await tx.objectStore('values').put({ ...(await readServer(tx)), ...server }, serverName);
  changes.addAll('server');
};
