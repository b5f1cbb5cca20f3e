/** Routing over a model of the browser's history. */
import { describe, expect, it } from 'vitest';
import { bare } from '#test/builders.ts';
import { HashRoute, type RouteHost } from './route.svelte.ts';

const bob = bare('bob@localhost');

class FakeHost implements RouteHost {
  entries: { hash: string; state: unknown }[];
  index = 0;
  listener: ((event: { state: unknown }) => void) | undefined;
  constructor(hash: string, state: unknown = null) {
    this.entries = [{ hash, state }];
  }
  get entry() {
    const entry = this.entries[this.index];
    if (!entry) throw new Error('no entry');
    return entry;
  }
  get location() {
    return { hash: this.entry.hash };
  }
  get history() {
    return {
      state: this.entry.state,
      pushState: (state: unknown, _: string, url?: string | URL | null) => {
        this.entries = [...this.entries.slice(0, this.index + 1), { hash: String(url), state }];
        this.index += 1;
      },
      replaceState: (state: unknown, _: string, url?: string | URL | null) => {
        this.entries[this.index] = { hash: String(url), state };
      },
      back: () => {
        this.index -= 1;
        this.listener?.({ state: this.entry.state });
      },
    };
  }
  follow(hash: string) {
    this.history.pushState(null, '', hash);
    this.listener?.({ state: null });
  }
  addEventListener(_: 'popstate', fn: (event: { state: unknown }) => void) {
    this.listener = fn;
  }
  removeEventListener() {
    this.listener = undefined;
  }
}

describe('route', () => {
  it('starts at the place of the link and writes it in its own form', () => {
    const host = new FakeHost('#/chat/bob@localhost');
    const route = new HashRoute(host);
    expect(route.current).toEqual({ name: 'chat', jid: bob, details: false });
    expect(host.location.hash).toBe('#/chat/bob%40localhost');
  });

  it('goes back to where one came from', () => {
    const host = new FakeHost('');
    const route = new HashRoute(host);
    route.go({ name: 'contacts' });
    route.go({ name: 'contact', jid: bob });
    route.back();
    expect(route.current.name).toBe('contacts');
    route.back();
    expect(route.current.name).toBe('chats');
    expect(host.index).toBe(0);
  });

  it('goes to Chats when a link opened the page', () => {
    const host = new FakeHost('#/chat/bob%40localhost');
    const route = new HashRoute(host);
    route.back();
    expect(route.current.name).toBe('chats');
    expect(host.entries).toHaveLength(1);
  });

  it('counts links followed inside the page as places to come back from', () => {
    const host = new FakeHost('#/chats');
    const route = new HashRoute(host);
    host.follow('#/chat/bob%40localhost');
    expect(route.current.name).toBe('chat');
    route.back();
    expect(route.current.name).toBe('chats');
    expect(host.index).toBe(0);
  });

  it('keeps its depth over a reload', () => {
    const host = new FakeHost('#/chats');
    const before = new HashRoute(host);
    before.go({ name: 'settings' });
    before.dispose();
    const after = new HashRoute(host);
    after.back();
    expect(after.current.name).toBe('chats');
    expect(host.index).toBe(0);
  });

  it('does not stack the same place twice, and replaces when asked', () => {
    const host = new FakeHost('#/chats');
    const route = new HashRoute(host);
    route.go({ name: 'chats' });
    expect(host.entries).toHaveLength(1);
    route.go({ name: 'contacts' }, { replace: true });
    expect(host.entries).toHaveLength(1);
    route.back();
    expect(route.current.name).toBe('chats');
  });
});
