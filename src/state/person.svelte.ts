/** One address, live: who it is, how we stand to each other, and the devices it is online with. */
import { resourceOf, type BareJid } from '#lib/jid.ts';
import { displayName } from '#lib/text.ts';
import type { DevicePresence, Show, Subscription } from '#model/contact.ts';
import type { AccountStore } from '#store/account-store.ts';
import type { Directory } from './directory.svelte.ts';
import type { Feed } from './feed.ts';
import { LiveQuery } from './live-query.svelte.ts';
import type { DeviceView, PersonView } from './views.ts';

/** How reachable someone is, best first. */
const reachable: readonly Show[] = ['chat', 'available', 'away', 'xa', 'dnd'];

const byReach = (a: DevicePresence, b: DevicePresence): number =>
  b.priority - a.priority || reachable.indexOf(a.show) - reachable.indexOf(b.show) || b.at - a.at;

/** A status text is remote and may be long; it is shown on a line or two. */
const statusLimit = 300;

const statusOf = (text: string | undefined): string | undefined => {
  const clean = text === undefined ? '' : displayName(text.slice(0, statusLimit));
  return clean === '' ? undefined : clean;
};

const deviceView = (device: DevicePresence): DeviceView => {
  const status = statusOf(device.status);
  return {
    jid: device.jid,
    resource: displayName(resourceOf(device.jid) ?? ''),
    show: device.show,
    ...(status === undefined ? {} : { status }),
    ...(device.idleSince === undefined ? {} : { idleSince: device.idleSince }),
    ...(device.software === undefined ? {} : { software: displayName(device.software) }),
  };
};

export class Person implements PersonView {
  readonly jid: BareJid;
  readonly isSelf: boolean;
  readonly #directory: Directory;
  readonly #devices: LiveQuery<readonly DeviceView[]>;

  constructor(
    jid: BareJid,
    account: {
      readonly self: BareJid;
      readonly directory: Directory;
      readonly feed: Feed;
      readonly store: Pick<AccountStore, 'presenceOf'>;
    },
  ) {
    this.jid = jid;
    this.isSelf = jid === account.self;
    this.#directory = account.directory;
    this.#devices = new LiveQuery(
      async () => {
        await account.directory.learn([jid]);
        return (await account.store.presenceOf(jid)).toSorted(byReach).map(deviceView);
      },
      account.feed.watch(['presence'], jid),
      [],
    );
  }

  get ready(): boolean {
    return this.#directory.knows(this.jid) && this.#devices.ready;
  }

  get name(): string {
    return this.#directory.nameOf(this.jid);
  }

  get givenName(): string | undefined {
    return this.#known?.contact.name;
  }

  get isContact(): boolean {
    return this.#known !== undefined;
  }

  get subscription(): Subscription {
    return this.#known?.contact.subscription ?? 'none';
  }

  get asked(): boolean {
    return this.#known?.contact.ask ?? false;
  }

  get requested(): boolean {
    return this.#directory.requests.some((request) => request.jid === this.jid);
  }

  get groups(): readonly string[] {
    return this.#known?.contact.groups ?? [];
  }

  get blocked(): boolean {
    return this.#directory.isBlocked(this.jid);
  }

  get show(): Show | undefined {
    return this.#directory.showOf(this.jid);
  }

  get status(): string | undefined {
    return this.#devices.current.find((device) => device.status !== undefined)?.status;
  }

  get devices(): readonly DeviceView[] {
    return this.#devices.current;
  }

  get #known() {
    return this.#directory.contacts.get(this.jid);
  }
}
