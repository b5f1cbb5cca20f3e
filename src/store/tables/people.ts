/** Roster, requests, presence, the block list and what the server offers, as one batch changes them. */
import type { BareJid } from '#lib/jid.ts';
import { contactSortKey } from '#model/contact-sort.ts';
import type { Contact } from '#model/contact.ts';
import { noOffers, type ServerOffers } from '#model/server.ts';
import type { BlockedChange, PresenceChange, RequestChange, RosterChange } from '../batch.ts';
import type { ChangeSet } from '../change-set.ts';
import type { ContactRow, Tx, WriteTx } from '../schema.ts';

export const rosterVersionName = 'roster-version';
const serverName = 'server';

/** Requests kept: a flood pushes out the oldest (P04). */
const requestsKept = 1000;

export const contactRow = (contact: Contact): ContactRow => ({ ...contact, sort: contactSortKey(contact) });

export const putContact = async (tx: WriteTx, changes: ChangeSet, contact: Contact): Promise<void> => {
  await tx.objectStore('contacts').put(contactRow(contact));
  changes.add('contacts', contact.jid, contact.jid);
};

export const removeContact = async (tx: WriteTx, changes: ChangeSet, jid: BareJid): Promise<void> => {
  await tx.objectStore('contacts').delete(jid);
  changes.add('contacts', jid, jid);
};

export const applyRoster = async (tx: WriteTx, changes: ChangeSet, roster: RosterChange): Promise<void> => {
  if (roster.full !== undefined) {
    await tx.objectStore('contacts').clear();
    await Promise.all(roster.full.map((contact) => tx.objectStore('contacts').put(contactRow(contact))));
    changes.addAll('contacts');
  }
  await Promise.all((roster.changed ?? []).map((contact) => putContact(tx, changes, contact)));
  await Promise.all((roster.removed ?? []).map((jid) => removeContact(tx, changes, jid)));
  if (roster.ver !== undefined) await tx.objectStore('values').put(roster.ver, rosterVersionName);
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
  for (const jid of change.gone ?? []) {
    await presence.delete(jid);
    changes.add('presence', undefined, jid);
  }
  for (const bare of change.goneBare ?? []) {
    const devices = await presence.index('bare').getAllKeys(bare);
    await Promise.all(devices.map((jid) => presence.delete(jid)));
    if (devices.length > 0) changes.add('presence', undefined, ...devices);
  }
  for (const device of change.changed ?? []) {
    await presence.put(device);
    changes.add('presence', undefined, device.jid);
  }
};

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
