/** Updates: noticed, offered, applied by tap, and every tab reloads once. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Log } from '#lib/log.ts';
import { mayReloadOnce } from './reload-once.ts';
import { AppUpdate, checkEveryMs } from './update.svelte.ts';

const registrations: FakeRegistration[] = [];

class FakeWorker extends EventTarget {
  readonly heard: unknown[] = [];
  postMessage(message: unknown): void {
    this.heard.push(message);
  }
}

class FakeRegistration extends EventTarget {
  readonly said: string[] = [];
  active: FakeWorker | null = new FakeWorker();
  installing: FakeWorker | null = null;
  waiting: FakeWorker | null = null;
  constructor(
    readonly url: string,
    readonly options: unknown,
  ) {
    super();
  }
  update(): Promise<void> {
    this.said.push('update');
    return Promise.resolve();
  }
  /** As a browser does that has found another worker. */
  found(): FakeWorker {
    const worker = new FakeWorker();
    this.installing = worker;
    this.dispatchEvent(new Event('updatefound'));
    return worker;
  }
  installed(worker: FakeWorker): void {
    this.installing = null;
    this.waiting = worker;
    worker.dispatchEvent(new Event('statechange'));
  }
}

const register = (url: string, options: unknown): Promise<FakeRegistration> => {
  const registration = new FakeRegistration(url, options);
  registrations.push(registration);
  return refusal === undefined ? Promise.resolve(registration) : Promise.reject(refusal);
};

let refusal: Error | undefined;
let said: string[];
let serviceWorker: EventTarget & { controller: object | null; register: typeof register };
let page: EventTarget & { visibilityState: string; readyState: string; baseURI: string };
let view: EventTarget;
let notes: Map<string, string>;

const log: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: (message) => said.push(`warn ${message}`),
  error: () => undefined,
};

beforeEach(() => {
  vi.useFakeTimers();
  refusal = undefined;
  said = [];
  registrations.length = 0;
  notes = new Map();
  serviceWorker = Object.assign(new EventTarget(), { controller: {}, register });
  page = Object.assign(new EventTarget(), {
    visibilityState: 'visible',
    readyState: 'loading',
    baseURI: 'https://example.org/kith/',
  });
  view = new EventTarget();
  vi.stubGlobal('window', view);
  vi.stubGlobal('document', page);
  vi.stubGlobal('navigator', { serviceWorker, onLine: true });
  vi.stubGlobal('location', { reload: () => said.push('reload') });
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => notes.get(key) ?? null,
    setItem: (key: string, value: string) => notes.set(key, value),
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function registered(): Promise<{
  readonly update: AppUpdate;
  readonly registration: FakeRegistration;
}> {
  const flush = (): Promise<void> => {
    said.push('flush');
    return Promise.resolve();
  };
  const update = new AppUpdate({ flush, log });
  update.register();
  expect(registrations).toHaveLength(0);
  view.dispatchEvent(new Event('load'));
  await vi.waitUntil(() => registrations.length > 0);
  await settle();
  const registration = registrations[0];
  if (registration === undefined) throw new Error('No worker was registered');
  return { update, registration };
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

test('registers the worker beside the page, past the HTTP cache, once the page has loaded', async () => {
  const { registration } = await registered();
  expect(registration.url).toBe('https://example.org/kith/sw.js');
  expect(registration.options).toEqual({ updateViaCache: 'none' });
  expect(registrations).toHaveLength(1);
});

test('offers a waiting version and lets it take over after the drafts are saved', async () => {
  const { update, registration } = await registered();
  const worker = registration.found();
  expect(update.ready).toBe(false);
  registration.installed(worker);
  expect(update.ready).toBe(true);
  await update.apply();
  expect(said).toEqual(['flush']);
  expect(worker.heard).toEqual([{ type: 'SKIP_WAITING' }]);
});

test.each(['waiting', 'installing'] as const)(
  'offers a version that was %s before the page came',
  async (where) => {
    const worker = new FakeWorker();
    const update = new AppUpdate({ flush: () => Promise.resolve(), log });
    page.readyState = 'complete';
    serviceWorker.register = (url, options) => {
      const made = register(url, options);
      const [registration] = registrations;
      if (registration) registration[where] = worker;
      return made;
    };
    update.register();
    await settle();
    expect(update.ready).toBe(where === 'waiting');
    registrations[0]?.installed(worker);
    expect(update.ready).toBe(true);
  },
);

test('offers nothing when the very first worker is installed', async () => {
  const { update, registration } = await registered();
  registration.active = null;
  registration.installed(registration.found());
  expect(update.ready).toBe(false);
});

test('reloads once when another version takes over', async () => {
  await registered();
  serviceWorker.dispatchEvent(new Event('controllerchange'));
  serviceWorker.dispatchEvent(new Event('controllerchange'));
  await settle();
  expect(said).toEqual(['flush', 'reload']);
});

test('does not reload for the first worker of all, but for the next one', async () => {
  serviceWorker.controller = null;
  await registered();
  serviceWorker.dispatchEvent(new Event('controllerchange'));
  await settle();
  expect(said).toEqual([]);
  serviceWorker.dispatchEvent(new Event('controllerchange'));
  await settle();
  expect(said).toEqual(['flush', 'reload']);
});

test('asks for updates hourly, and when it comes into view, but not all the time', async () => {
  const { registration, update } = await registered();
  await vi.advanceTimersByTimeAsync(checkEveryMs);
  expect(registration.said).toEqual(['update']);
  page.dispatchEvent(new Event('visibilitychange'));
  await settle();
  expect(registration.said).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(checkEveryMs / 2);
  page.dispatchEvent(new Event('visibilitychange'));
  await settle();
  expect(registration.said).toHaveLength(2);
  update.dispose();
  await vi.advanceTimersByTimeAsync(checkEveryMs * 3);
  expect(registration.said).toHaveLength(2);
});

test('lives without a worker where it is refused', async () => {
  refusal = new Error('insecure');
  await registered();
  await settle();
  expect(said).toEqual(['warn worker refused']);
});

test('reloads once for a missing file of this version, then lets the error through', async () => {
  await registered();
  const first = new Event('vite:preloadError', { cancelable: true });
  view.dispatchEvent(first);
  await settle();
  expect(first.defaultPrevented).toBe(true);
  expect(said).toEqual(['flush', 'reload']);
  const second = new Event('vite:preloadError', { cancelable: true });
  view.dispatchEvent(second);
  expect(second.defaultPrevented).toBe(false);
});

test('does not reload for a missing file without a network: the same page would come again', async () => {
  await registered();
  vi.stubGlobal('navigator', { serviceWorker, onLine: false });
  const event = new Event('vite:preloadError', { cancelable: true });
  view.dispatchEvent(event);
  await settle();
  expect([event.defaultPrevented, said]).toEqual([false, []]);
});

test('does not reload for a missing file where the tab can keep no note', () => {
  const refused = (): never => {
    throw new DOMException('no', 'SecurityError');
  };
  expect(mayReloadOnce('a', refused)).toBe(false);
});
