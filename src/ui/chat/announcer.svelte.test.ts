/** What is read aloud: each new message once, in its turn, and not again when the next one comes. */
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { parseBareJid } from '#lib/jid.ts';
import type { MessageKey } from '#model/message.ts';
import type { MessageView, TimelineItem } from '#state/views.ts';
import Announcer from './Announcer.svelte';

const jid = parseBareJid('bob@localhost');
if (!jid.ok) throw new Error('bad address in test');
const sender = jid.value;

const item = (key: number, content: MessageView['content'], action?: string): TimelineItem => ({
  kind: 'message',
  id: `m${key}`,
  view: {
    key: key as MessageKey,
    own: false,
    sender,
    senderName: 'Bob',
    at: 0,
    content,
    ...(action === undefined ? {} : { action }),
    firstOfGroup: true,
    lastOfGroup: true,
  },
});
const text = (key: number, body: string): TimelineItem => item(key, { kind: 'text', body });

test('each new message is spoken once, politely', async () => {
  const screen = await render(Announcer, { items: [] as readonly TimelineItem[] });
  // Readers hear what is added to a region that they know: it is there before the first message.
  const region = screen.container.querySelector('[aria-live]');
  if (region === null) throw new Error('no live region');
  expect(region.getAttribute('aria-live')).toBe('polite');
  expect(region.getAttribute('aria-relevant')).toBe('additions');
  const spoken: string[] = [];
  const observer = new MutationObserver((records) => {
    for (const record of records)
      for (const node of record.addedNodes) if (node instanceof HTMLElement) spoken.push(node.innerText);
  });
  observer.observe(region, { childList: true, subtree: true, characterData: true });
  const first = text(1, 'Hello');
  const second = item(2, { kind: 'text', body: '/me waves' }, 'waves');
  await screen.rerender({ items: [first] });
  await screen.rerender({ items: [first, second] });
  await screen.rerender({ items: [second, item(3, { kind: 'unsupported', what: 'omemo' })] });
  await screen.rerender({ items: [second, text(4, 'x'.repeat(9000))] });
  await expect
    .poll(() => spoken)
    .toEqual([
      'Bob: Hello',
      'Bob: waves',
      'Bob: Encrypted with OMEMO; Kith cannot read this yet.',
      `Bob: ${'x'.repeat(500)}`,
    ]);
  observer.disconnect();
});
