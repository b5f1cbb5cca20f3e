/** Updates: noticed, offered, applied by tap, and every tab reloads once. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Log } from '#lib/log.ts';
import { mayReloadOnce } from './reload-once.ts';
import { AppUpdate, checkEveryMs } from './update.svelte.ts';

const workboxes: FakeWorkbox[] = [];

class FakeWorkbox extends EventTarget {
  readonly said: string[] = [];
  constructor(
    readonly url: string,
    readonly options: unknown,
  ) {
    super();
    workboxes.push(this);
  }
  register(): Promise<void> {
    this.said.push('register');
    return refusal === undefined ? Promise.resolve() : Promise.reject(refusal);
  }
  update(): Promise<void> {
    this.said.push('update');
    return Promise.resolve();
  }
  messageSkipWaiting(): void {
    this.said.push('skip');
  }
}

vi.mock('workbox-window', () => ({
  get Workbox() {
    return FakeWorkbox;
  },
}));

let refusal: Error | undefined;
let said: string[];
let serviceWorker: EventTarget & { controller: object | null };
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
  workboxes.length = 0;
  notes = new Map();
  serviceWorker = Object.assign(new EventTarget(), { controller: {} });
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

async function registered(): Promise<{ readonly update: AppUpdate; readonly workbox: FakeWorkbox }> {
  const flush = (): Promise<void> => {
    said.push('flush');
    return Promise.resolve();
  };
  const update = new AppUpdate({ flush, log });
  update.register();
  expect(workboxes).toHaveLength(0);
  view.dispatchEvent(new Event('load'));
  await vi.waitUntil(() => workboxes.length > 0);
  await settle();
  const workbox = workboxes[0];
  if (workbox === undefined) throw new Error('No worker was registered');
  return { update, workbox };
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

test('registers the worker beside the page, past the HTTP cache, once the page has loaded', async () => {
  const { workbox } = await registered();
  expect(workbox.url).toBe('https://example.org/kith/sw.js');
  expect(workbox.options).toEqual({ updateViaCache: 'none' });
  expect(workbox.said).toEqual(['register']);
});

test('offers a waiting version and lets it take over after the drafts are saved', async () => {
  const { update, workbox } = await registered();
  expect(update.ready).toBe(false);
  workbox.dispatchEvent(new Event('waiting'));
  expect(update.ready).toBe(true);
  await update.apply();
  expect(said).toEqual(['flush']);
  expect(workbox.said).toEqual(['register', 'skip']);
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
  const { workbox, update } = await registered();
  await vi.advanceTimersByTimeAsync(checkEveryMs);
  expect(workbox.said).toEqual(['register', 'update']);
  page.dispatchEvent(new Event('visibilitychange'));
  await settle();
  expect(workbox.said).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(checkEveryMs / 2);
  page.dispatchEvent(new Event('visibilitychange'));
  await settle();
  expect(workbox.said).toHaveLength(3);
  update.dispose();
  await vi.advanceTimersByTimeAsync(checkEveryMs * 3);
  expect(workbox.said).toHaveLength(3);
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
