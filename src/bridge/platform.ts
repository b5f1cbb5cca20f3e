/** The few Web APIs the bridge needs, as one object: tests put their own in its place. */
import { systemClock, type Clock } from '#lib/clock.ts';
import { newId } from '#lib/id.ts';
import type { Envelope } from './protocol.ts';
import { forgetAccount, lead, openAccount } from './leader.ts';

/** The part of the Web Locks API in use. `request` rejects with an AbortError when aborted or when the lock is stolen. */
export interface Locks {
  request(name: string, options: LockOptions, held: (lock: unknown) => Promise<void>): Promise<void>;
  query(): Promise<{ readonly held?: readonly { readonly name?: string }[] }>;
}

export interface Channel {
  post(message: Envelope): void;
  close(): void;
}

/** What happens to the page. `hide`: it may be frozen or gone next. `show`: it is back from that. */
export type PageEvent = 'online' | 'visible' | 'hidden' | 'hide' | 'show';

export interface Platform {
  readonly locks: Locks;
  openChannel(name: string, onMessage: (message: Envelope) => void): Channel;
  readonly build: string;
  /** Served by https, or from this very machine. */
  readonly isSecure: boolean;
  readonly clock: Clock;
  newId(): string;
  isVisible(): boolean;
  isOnline(): boolean;
  on(event: PageEvent, fn: () => void): () => void;
  importLeader(): Promise<typeof import('./leader.ts')>;
}

/** DOM events behind each page event; a page that is hidden for good fires `pagehide`, a sleeping one `freeze`. */
const sources: Record<PageEvent, readonly (readonly [target: 'window' | 'document', event: string])[]> = {
  online: [['window', 'online']],
  visible: [['document', 'visibilitychange']],
  hidden: [['document', 'visibilitychange']],
  hide: [
    ['window', 'pagehide'],
    ['document', 'freeze'],
  ],
  show: [
    ['window', 'pageshow'],
    ['document', 'resume'],
  ],
};

/** The platform of a real tab. */
export const browserPlatform = (): Platform => ({
  locks: {
    request: async (name, options, held) => {
      await navigator.locks.request(name, options, held);
    },
    query: () => navigator.locks.query(),
  },
  openChannel: (name, onMessage) => {
    const channel = new BroadcastChannel(name);
    channel.onmessage = (event: MessageEvent<Envelope>) => {
      onMessage(event.data);
    };
    return {
      post: (message) => {
        channel.postMessage(message);
      },
      close: () => {
        channel.close();
      },
    };
  },
  build: __BUILD_ID__,
  isSecure: window.isSecureContext,
  clock: systemClock,
  newId,
  isVisible: () => document.visibilityState === 'visible',
  isOnline: () => navigator.onLine,
  on: (event, fn) => {
    const heard = (): void => {
      if (event === 'visible' && document.visibilityState !== 'visible') return;
      if (event === 'hidden' && document.visibilityState !== 'hidden') return;
      fn();
    };
    for (const [target, name] of sources[event])
      (target === 'window' ? window : document).addEventListener(name, heard);
    return () => {
      for (const [target, name] of sources[event]) {
        (target === 'window' ? window : document).removeEventListener(name, heard);
      }
    };
  },
  importLeader: () => Promise.resolve({ forgetAccount, lead, openAccount }),
});
