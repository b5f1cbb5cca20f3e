/** Discovery: which sources win, what may be used, and how failures are told apart (A08). */
import { describe, expect, it, vi } from 'vitest';
import { discover, type DiscoverTools } from './discover.ts';

interface World {
  /** Bodies by address; anything else fails as a browser does. */
  readonly pages?: Readonly<Record<string, string | Response>>;
  readonly sockets?: readonly string[];
  readonly more?: Partial<DiscoverTools>;
}

interface Watched extends DiscoverTools {
  readonly fetched: string[];
  readonly options: (RequestInit | undefined)[];
  readonly probed: string[];
}

const tools = ({ pages = {}, sockets = [], more = {} }: World): Watched => {
  const watched = {
    fetched: [] as string[],
    options: [] as (RequestInit | undefined)[],
    probed: [] as string[],
  };
  return {
    ...watched,
    fetch: (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      watched.fetched.push(url);
      watched.options.push(init);
      const page = pages[url];
      if (page === undefined) return Promise.reject(new TypeError('Failed to fetch'));
      return Promise.resolve(typeof page === 'string' ? new Response(page) : page);
    },
    probe: (url) => {
      watched.probed.push(url);
      return Promise.resolve(sockets.includes(url));
    },
    secureContext: true,
    pageHost: 'chat.example.net',
    ...more,
  };
};

const json = 'https://example.org/.well-known/host-meta.json';
const xrd = 'https://example.org/.well-known/host-meta';
const jrdOf = (...urls: string[]): string =>
  JSON.stringify({ links: urls.map((href) => ({ rel: 'urn:xmpp:alt-connections:websocket', href })) });
const xrdOf = (url: string): string =>
  `<?xml version='1.0'?><XRD xmlns='http://docs.oasis-open.org/ns/xri/xrd-1.0'><Link rel='urn:xmpp:alt-connections:websocket' href='${url}'/></XRD>`;

describe('where the addresses come from', () => {
  it('host-meta.json, in its order, without trying anything else', async () => {
    const world = tools({
      pages: {
        [json]: jrdOf('wss://a.example.org/ws', 'wss://b.example.org/ws'),
        [xrd]: xrdOf('wss://c/ws'),
      },
    });
    expect(await discover('example.org', world)).toEqual({
      ok: true,
      value: ['wss://a.example.org/ws', 'wss://b.example.org/ws'],
    });
    expect(world.probed).toEqual([]);
    expect(world.fetched).toEqual([json, xrd]);
    expect(world.options[0]).toMatchObject({ credentials: 'omit', referrerPolicy: 'no-referrer' });
  });

  it('host-meta in XML where the other has none', async () => {
    for (const other of [
      'not json',
      jrdOf(),
      '{"links":[{"rel":"urn:xmpp:alt-connections:xbosh","href":"https://x/"}]}',
    ]) {
      const world = tools({ pages: { [json]: other, [xrd]: xrdOf('wss://example.org/xmpp') } });
      expect(await discover('example.org', world)).toEqual({ ok: true, value: ['wss://example.org/xmpp'] });
    }
  });

  it('the usual addresses, all at once, in order of preference', async () => {
    const world = tools({ sockets: ['wss://example.org:5443/ws', 'wss://example.org/ws'] });
    expect(await discover('example.org', world)).toEqual({
      ok: true,
      value: ['wss://example.org/ws', 'wss://example.org:5443/ws'],
    });
    expect(world.probed).toEqual([
      'wss://example.org/xmpp-websocket',
      'wss://example.org/ws',
      'wss://example.org:5443/ws',
      'wss://example.org:5281/xmpp-websocket',
    ]);
  });

  it('does not wait for addresses that are silent once one answers, and gives them up', async () => {
    const given: string[] = [];
    const probe = (url: string, signal: AbortSignal): Promise<boolean> =>
      url.endsWith('org/ws')
        ? Promise.resolve(true)
        : new Promise((resolve) => {
            signal.addEventListener('abort', () => {
              given.push(url);
              resolve(false);
            });
          });
    expect(await discover('example.org', tools({ more: { probe } }))).toEqual({
      ok: true,
      value: ['wss://example.org/ws'],
    });
    expect(given).toHaveLength(3);
  });

  it('host-meta.json without waiting for the other form, which is given up', async () => {
    const given: (AbortSignal | null | undefined)[] = [];
    const fetch: DiscoverTools['fetch'] = (input, init) => {
      given.push(init?.signal);
      return input === json
        ? Promise.resolve(new Response(jrdOf('wss://a.example.org/ws')))
        : new Promise(() => undefined);
    };
    expect(await discover('example.org', tools({ more: { fetch } }))).toEqual({
      ok: true,
      value: ['wss://a.example.org/ws'],
    });
    expect(given.map((signal) => signal?.aborted)).toEqual([true, true]);
  });

  it('the usual addresses after a second of silence, and host-meta if that is first after all', async () => {
    vi.useFakeTimers();
    try {
      const silent: DiscoverTools['fetch'] = () => new Promise(() => undefined);
      const world = tools({ sockets: ['wss://example.org/ws'], more: { fetch: silent } });
      const found = discover('example.org', world);
      await vi.advanceTimersByTimeAsync(999);
      expect(world.probed).toEqual([]);
      await vi.advanceTimersByTimeAsync(1);
      expect(await found).toEqual({ ok: true, value: ['wss://example.org/ws'] });

      let answer: (response: Response) => void = () => undefined;
      const late: DiscoverTools['fetch'] = (input) =>
        new Promise((resolve) => {
          if (input === xrd) answer = resolve;
        });
      const probe = (): Promise<boolean> => new Promise(() => undefined);
      const official = discover('example.org', tools({ more: { fetch: late, probe } }));
      await vi.advanceTimersByTimeAsync(1500);
      answer(new Response(xrdOf('wss://example.org/official')));
      expect(await official).toEqual({ ok: true, value: ['wss://example.org/official'] });
    } finally {
      vi.useRealTimers();
    }
  });

  it('reads no more of an endless host-meta than one may be long', async () => {
    let read = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        read += 1;
        controller.enqueue(new Uint8Array(1024).fill(32));
      },
    });
    const world = tools({ pages: { [json]: new Response(endless) }, sockets: ['wss://example.org/ws'] });
    expect((await discover('example.org', world)).ok).toBe(true);
    expect(read).toBeLessThan(70);
  });

  it('asks for an international domain by its ASCII form', async () => {
    const world = tools({ sockets: ['wss://xn--bcher-kva.example/ws'] });
    expect((await discover('bücher.example', world)).ok).toBe(true);
    expect(world.fetched[0]).toBe('https://xn--bcher-kva.example/.well-known/host-meta.json');
  });
});

describe('what may be used', () => {
  it('never plain sockets, other schemes or names with passwords, however official', async () => {
    const urls = [
      'ws://example.org/ws',
      'https://example.org/ws',
      'wss://user:pw@example.org/ws',
      'javascript:1',
      'nonsense',
    ];
    expect(await discover('example.org', tools({ pages: { [json]: jrdOf(...urls) } }))).toEqual({
      ok: false,
      error: { kind: 'no-websocket', domain: 'example.org' },
    });
  });

  it('plain sockets on this machine only, and only for a page of this machine', async () => {
    const sockets = ['ws://localhost:5280/xmpp-websocket'];
    expect(await discover('localhost', tools({ sockets, more: { pageHost: 'localhost' } }))).toEqual({
      ok: true,
      value: sockets,
    });
    expect((await discover('localhost', tools({ sockets }))).ok).toBe(false);
  });

  it('nothing that a redirect took off https, nothing oversized, nothing of an error page', async () => {
    const elsewhere = new Response(jrdOf('wss://evil.example/ws'));
    Object.defineProperty(elsewhere, 'url', { value: 'http://evil.example/host-meta.json' });
    const pages = [
      elsewhere,
      new Response(jrdOf('wss://a.example/ws') + ' '.repeat(70_000)),
      new Response(jrdOf('wss://a.example/ws'), { status: 404 }),
    ];
    for (const page of pages) {
      expect(await discover('example.org', tools({ pages: { [json]: page } }))).toEqual({
        ok: false,
        error: { kind: 'unreachable', domain: 'example.org' },
      });
    }
  });
});

describe('failures', () => {
  it('are told apart as far as a browser can', async () => {
    const kindOf = async (world: World): Promise<string> => {
      const result = await discover('example.org', tools(world));
      return result.ok ? 'ok' : result.error.kind;
    };
    expect(await kindOf({ more: { secureContext: false } })).toBe('insecure-context');
    expect(await kindOf({ more: { isOnline: () => false } })).toBe('no-network');
    expect(await kindOf({ pages: { [xrd]: xrdOf('https://no-socket/') } })).toBe('no-websocket');
    expect(await kindOf({})).toBe('unreachable');
    // The browser errs in both directions: what works, works.
    expect(await kindOf({ sockets: ['wss://example.org/ws'], more: { isOnline: () => false } })).toBe('ok');
  });
});
