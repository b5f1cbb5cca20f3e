/** People, the account's settings, and the disk, as the screen asks for them. */
import type { BareJid } from '#lib/jid.ts';
import type { DevicePresence, OwnPresence, Show } from '#model/contact.ts';
import { runWork, type AccountCore } from '../account-core.ts';
import type { AccountOperations } from '../account-store.ts';
import { readSettings, settingsName } from '../tables/outbox.ts';
import { readServer } from '../tables/people.ts';

const presenceName = 'own-presence';
/** Rows read at most of what a flood could fill. */
const requestsRead = 200;
const devicesRead = 10_000;
const blockedRead = 10_000;

const availability: Readonly<Record<Show, number>> = { chat: 4, available: 3, dnd: 2, away: 1, xa: 0 };

/** RFC 6121 §8.5: the highest priority is preferred; among equals the most available. */
const isBetter = (a: DevicePresence, b: DevicePresence): boolean =>
  a.priority !== b.priority ? a.priority > b.priority : availability[a.show] > availability[b.show];

const best = (devices: readonly DevicePresence[]): ReadonlyMap<BareJid, Show> => {
  const found = new Map<BareJid, DevicePresence>();
  for (const device of devices) {
    const known = found.get(device.bare);
    if (known === undefined || isBetter(device, known)) found.set(device.bare, device);
  }
  return new Map([...found].map(([jid, { show }]) => [jid, show]));
};

type People = Pick<
  AccountOperations,
  | 'contacts'
  | 'countContacts'
  | 'contact'
  | 'contactRequests'
  | 'presenceOf'
  | 'bestPresences'
  | 'blocked'
  | 'isBlocked'
  | 'serverOffers'
>;

export const people = ({ database }: AccountCore): People => ({
  contacts: ({ limit, after }) =>
    database.read(['contacts'], (tx) => {
      const range = after === undefined ? null : IDBKeyRange.lowerBound(after, true);
      return tx.objectStore('contacts').index('sort').getAll(range, limit);
    }),
  countContacts: () => database.read(['contacts'], (tx) => tx.objectStore('contacts').count()),
  contact: (jid) => database.read(['contacts'], (tx) => tx.objectStore('contacts').get(jid)),
  contactRequests: async () => {
    const rows = await database.read(['requests'], (tx) => tx.objectStore('requests').getAll(null, 1000));
    return rows.toSorted((a, b) => b.at - a.at).slice(0, requestsRead);
  },
  presenceOf: async (bare) => {
    const rows = await database.read(['presence'], (tx) =>
      tx.objectStore('presence').index('bare').getAll(bare, 100),
    );
    return rows.toSorted((a, b) => (isBetter(a, b) ? -1 : 1));
  },
  bestPresences: async () =>
    best(await database.read(['presence'], (tx) => tx.objectStore('presence').getAll(null, devicesRead))),
  blocked: () => database.read(['blocked'], (tx) => tx.objectStore('blocked').getAllKeys(null, blockedRead)),
  isBlocked: (jid) =>
    database.read(['blocked'], async (tx) => (await tx.objectStore('blocked').getKey(jid)) !== undefined),
  serverOffers: () => database.read(['values'], readServer),
});

type Settings = Pick<AccountOperations, 'settings' | 'saveSettings' | 'ownPresence' | 'saveOwnPresence'>;

export const settings = (core: AccountCore): Settings => ({
  settings: () => core.database.read(['values'], readSettings),
  saveSettings: (patch) =>
    runWork(core, ['values'], async (work, tx) => {
      await tx.objectStore('values').put({ ...(await readSettings(tx)), ...patch }, settingsName);
      work.changes.addAll('settings');
    }),
  ownPresence: () =>
    core.database.read(['values'], async (tx) => {
      const stored = (await tx.objectStore('values').get(presenceName)) as OwnPresence | undefined;
      return stored ?? { show: 'available', status: '' };
    }),
  saveOwnPresence: (presence) =>
    runWork(core, ['values'], async (work, tx) => {
      await tx.objectStore('values').put(presence, presenceName);
      work.changes.addAll('profile');
    }),
});
