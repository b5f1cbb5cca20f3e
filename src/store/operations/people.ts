/** People, the account's settings, and the disk, as the screen asks for them. */
import type { BareJid } from '#lib/jid.ts';
import type { DevicePresence, OwnPresence, Show } from '#model/contact.ts';
import { runWork, type AccountCore } from '../account-core.ts';
import type { AccountOperations } from '../account-store.ts';
import type { Tx } from '../schema.ts';
import { readSettings, settingsName } from '../tables/outbox.ts';
import { readServer } from '../tables/people.ts';

const presenceName = 'own-presence';
/** Rows read at most of what a flood could fill. */
const requestsRead = 200;
const devicesRead = 100;
const presencesRead = 1000;
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

/** Greater than the full address of every device of this one, and smaller than those of whoever comes after. */
const afterDevices = (jid: BareJid): string => `${jid}/\uffff`;

/** Whole people only: the one whose devices the limit cuts off is left to the next page, unless nobody else is on this one. */
const bestPage = async (
  tx: Tx,
  limit: number,
  after: BareJid | undefined,
): Promise<ReadonlyMap<BareJid, Show>> => {
  const range = after === undefined ? null : IDBKeyRange.lowerBound(afterDevices(after), true);
  const devices = await tx.objectStore('presence').getAll(range, limit);
  const cut = devices.length < limit ? undefined : devices.at(-1)?.bare;
  const whole = devices.filter(({ bare }) => bare !== cut);
  return best(whole.length > 0 ? whole : devices);
};

type People = Pick<
  AccountOperations,
  | 'contacts'
  | 'countContacts'
  | 'contact'
  | 'contactsAmong'
  | 'contactRequests'
  | 'presenceOf'
  | 'bestPresences'
  | 'presencesAmong'
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
  contactsAmong: async (jids) => {
    const rows = await database.read(['contacts'], (tx) =>
      Promise.all(jids.map((jid) => tx.objectStore('contacts').get(jid))),
    );
    return rows.filter((row) => row !== undefined);
  },
  contactRequests: async () => {
    const rows = await database.read(['requests'], (tx) => tx.objectStore('requests').getAll(null, 1000));
    return rows.toSorted((a, b) => b.at - a.at).slice(0, requestsRead);
  },
  presenceOf: async (bare) => {
    const rows = await database.read(['presence'], (tx) =>
      tx.objectStore('presence').index('bare').getAll(bare, devicesRead),
    );
    return rows.toSorted((a, b) => (isBetter(a, b) ? -1 : 1));
  },
  bestPresences: ({ limit = presencesRead, after } = {}) =>
    database.read(['presence'], (tx) => bestPage(tx, limit, after)),
  presencesAmong: async (jids) => {
    const devices = await database.read(['presence'], (tx) =>
      Promise.all(jids.map((jid) => tx.objectStore('presence').index('bare').getAll(jid, devicesRead))),
    );
    return best(devices.flat());
  },
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
