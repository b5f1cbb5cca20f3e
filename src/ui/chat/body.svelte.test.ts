/** A body made to be slow to draw costs no more than its length, and never more than a screen can take (C11). */
import { flushSync, mount, unmount } from 'svelte';
import { expect, test } from 'vitest';
import { parseBareJid } from '#lib/jid.ts';
import type { MessageKey } from '#model/message.ts';
import type { MessageView } from '#state/views.ts';
import { growth } from '#test/growth.ts';
import BodyHarness from './testing/BodyHarness.svelte';

const mostElements = 5000;

const view = (body: string, unstyled = false): MessageView => {
  const sender = parseBareJid('bob@localhost');
  if (!sender.ok) throw new Error('bad address in test');
  const shared = { sender: sender.value, senderName: 'Bob', at: 0, firstOfGroup: true, lastOfGroup: true };
  const content = { kind: 'text', body, ...(unstyled ? { unstyled } : {}) } as const;
  return { ...shared, key: 1 as MessageKey, own: false, content };
};

/** Draws it, hands it over, takes it away. */
const drawn = <T>(message: MessageView, look: (root: HTMLElement) => T): T => {
  const target = document.createElement('div');
  document.body.append(target);
  const body = mount(BodyHarness, { target, props: { view: message } });
  flushSync();
  const seen = look(target);
  void unmount(body);
  target.remove();
  return seen;
};

/** Presses "Show more" until there is no more of it; gives how often. */
const showAll = (root: HTMLElement): number => {
  for (let taps = 0; ; taps++) {
    const more = [...root.querySelectorAll('button')].find((one) => one.textContent.trim() === 'Show more');
    if (more === undefined) return taps;
    more.click();
    flushSync();
  }
};

const times = (pattern: string, length: number): string => pattern.repeat(Math.ceil(length / pattern.length));

test.each([
  ['spans', '*a* '],
  ['spans in spans', '*_~`a`~_* '],
  ['code', '`a` '],
  ['links', 'https://a.b '],
  ['marks that style nothing', '*_~`'],
  ['lines', '*a*\n'],
  ['quotes', '> a\n\n'],
  ['deep quotes', `${'>'.repeat(30)} a\n\n`],
  ['blocks of code', '```\na\n```\n'],
])('100 kB of %s are drawn in a part that is bounded, and whole when asked for', (_name, pattern) => {
  for (const unstyled of [false, true]) {
    const text = times(pattern, 100 * 1024);
    drawn(view(text, unstyled), (root) => {
      expect(root.textContent.length).toBeLessThan(4000);
      expect(root.querySelectorAll('*').length).toBeLessThan(mostElements);
      expect(showAll(root)).toBeGreaterThan(0);
      expect(root.querySelectorAll('*').length).toBeLessThan(mostElements);
    });
  }
});

test('a text that is too much to style is still all there, as it was sent', () => {
  const text = `${times('*a* https://a.b\n', 100 * 1024)}the end`;
  drawn(view(text), (root) => {
    expect(root.querySelectorAll('strong').length).toBeGreaterThan(30);
    showAll(root);
    expect(root.textContent).toContain(text);
    expect(root.querySelectorAll('strong, a')).toHaveLength(0);
  });
});

test.each([
  ['what is drawn at first', 3000, () => undefined],
  ['all of it', 100 * 1024, showAll],
])('drawing %s takes time that grows with the text alone', (_name, length, open) => {
  const work = (text: string): void => {
    drawn(view(text), (root) => {
      open(root);
      return root.offsetHeight;
    });
  };
  expect(growth((n) => times('*a* ', n), work, length)).toBeLessThan(3);
});

test('a text that asks not to be styled keeps its links', () => {
  drawn(view('*a* https://a.b', true), (root) => {
    expect(root.querySelectorAll('strong')).toHaveLength(0);
    expect(root.querySelector('a')?.href).toBe('https://a.b/');
  });
});
