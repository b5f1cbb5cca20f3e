/** State without a store or a server, as far as the frame and its screens need it, for their tests. */
import type { BareJid } from '#lib/jid.ts';
import { parseBareJid } from '#lib/jid.ts';
import { defaultConfig } from '#state/config.ts';
import { defaultAccountSettings, defaultDeviceSettings } from '#model/settings.ts';
import type { App, Route } from '#state/app.ts';
import type { ChatRow, PersonRow, PersonView, Place } from '#state/views.ts';
import { FakeTimeline } from '../chat/testing/fake-timeline.svelte.ts';
import { FakeComposer } from '../composer/testing/fake-composer.svelte.ts';

export function address(text: string): BareJid {
  const jid = parseBareJid(text);
  if (!jid.ok) throw new Error('bad address in test');
  return jid.value;
}

const ann = address('ann@localhost');
const names = new Map([
  [address('bob@localhost'), 'Bob'],
  [address('carol@localhost'), 'Carol'],
]);

/** The visit so far; the last place is the present one. */
export class FakeRoute implements Route {
  visited: readonly Place[] = $state.raw([{ name: 'chats' }]);

  get current(): Place {
    return this.visited.at(-1) ?? { name: 'chats' };
  }

  go(place: Place, { replace = false } = {}): void {
    this.visited = [...(replace ? this.visited.slice(0, -1) : this.visited), place];
  }

  back(): void {
    this.visited = this.visited.slice(0, -1);
  }

  href = (place: Place): string => `#${'jid' in place ? `chat/${place.jid}` : place.name}`;
}

class FakePeople {
  query = $state('');
  readonly requests = [];
  readonly groups = [];
  readonly blocked = [];
  readonly ownPresence = { show: 'available', status: '' } as const;
  readonly ready = true;
  readonly total = names.size;

  get rows(): readonly PersonRow[] {
    return [...names]
      .filter(([, name]) => name.toLowerCase().includes(this.query.toLowerCase()))
      .map(([jid, name]) => ({
        ...{ kind: 'person', jid, name, subscription: 'both' },
        ...{ groups: [], asked: false, blocked: false },
      }));
  }

  person = (jid: BareJid): PersonView => ({
    ...{ jid, name: names.get(jid) ?? jid, givenName: undefined, isContact: true, isSelf: jid === ann },
    ...{ subscription: 'both', asked: false, requested: false, groups: [], blocked: false },
    ...{ show: undefined, status: undefined, devices: [], ready: true },
  });
}

class FakeChats {
  query = $state('');
  readonly filter = 'all';
  readonly from = 0;
  readonly total = names.size;
  readonly ready = true;
  readonly results = [];
  readonly unreadTotal = 0;
  readonly rows: readonly ChatRow[] = [...names].map(([jid, name]) => ({
    ...{ kind: 'chat', jid, name, typing: false, unread: 0, stranger: false, blocked: false },
  }));

  ensure = (): void => undefined;
  pick = (matches: (texts: readonly string[]) => boolean, limit: number) => ({
    chats: this.rows.filter(({ name, jid }) => matches([name, jid])).slice(0, limit),
    people: [],
  });
  neighbour = (): undefined => undefined;
  startChat = (): Promise<never> => Promise.reject(new DOMException('full', 'QuotaExceededError'));
}

export interface FakeApp {
  readonly app: App;
  readonly route: FakeRoute;
  readonly people: FakePeople;
}

export function fakeApp(): FakeApp {
  const route = new FakeRoute();
  const people = new FakePeople();
  const timelines = new Map<BareJid, FakeTimeline>();
  const composers = new Map<BareJid, FakeComposer>();
  const made = <T>(pool: Map<BareJid, T>, jid: BareJid, make: () => T): T => {
    const found = pool.get(jid) ?? make();
    pool.set(jid, found);
    return found;
  };
  const app = {
    session: { jid: ann, connection: { phase: 'online' }, memory: false, needsPassword: false },
    route,
    people,
    chats: new FakeChats(),
    settings: {
      device: defaultDeviceSettings,
      account: defaultAccountSettings,
      storage: {},
      download: { offered: false, progress: undefined },
      refreshStorage: () => Promise.resolve(),
    },
    attention: { visible: true, focused: true, permission: 'denied', titleCount: 0 },
    update: { ready: false },
    config: defaultConfig,
    typing: { isTyping: () => false },
    loadConversations: () => Promise.resolve(),
    timeline: (jid: BareJid) => made(timelines, jid, () => new FakeTimeline(jid)),
    composer: (jid: BareJid) => made(composers, jid, () => new FakeComposer()),
  };
  // Only what the screens under test read is there.
  return { app: app as unknown as App, route, people };
}
