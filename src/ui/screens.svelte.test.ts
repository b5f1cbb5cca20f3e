/** The frame in a browser: a new chat lies over where one was, search is at hand everywhere, details cover on narrow windows. */
import { afterEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import './theme/tokens.css';
import './theme/base.css';
import { address, fakeApp } from './testing/fake-app.svelte.ts';
import Harness from './testing/ScreensHarness.svelte';

const bob = address('bob@localhost');
const carol = address('carol@localhost');
const withBob = { name: 'chat', jid: bob, details: false } as const;

async function open(width = 1200) {
  await page.viewport(width, 800);
  const made = fakeApp();
  const screen = await render(Harness, { app: made.app });
  return { ...made, screen };
}

/** What is typed there is text. */
async function leaveComposer({ screen }: Pick<Awaited<ReturnType<typeof open>>, 'screen'>): Promise<void> {
  await expect.element(screen.getByRole('textbox', { name: 'Message' })).toHaveFocus();
  (document.activeElement as HTMLElement).blur();
}

const failures: unknown[] = [];
const note = (event: PromiseRejectionEvent): void => {
  event.preventDefault();
  event.stopImmediatePropagation();
  failures.push(event.reason);
};
afterEach(() => {
  removeEventListener('unhandledrejection', note, true);
  failures.length = 0;
});

test('the conversation stays drawn behind a new chat, and Back leads past the dialog', async () => {
  const { screen, route, people } = await open();
  people.query = 'nobody';
  route.go(withBob);
  const log = screen.getByRole('log', { name: 'Messages' });
  await expect.element(log).toBeVisible();
  const drawn = log.element();
  const dialog = screen.getByRole('dialog', { name: 'New chat' });

  route.go({ name: 'new-chat' });
  await expect.element(dialog).toBeVisible();
  route.back();
  await expect.element(dialog).not.toBeInTheDocument();
  expect(document.querySelector('[role="log"]')).toBe(drawn);

  route.go({ name: 'new-chat' });
  await dialog.getByRole('link', { name: /^Carol/ }).click();
  expect(route.visited).toEqual([{ name: 'chats' }, withBob, { name: 'chat', jid: carol, details: false }]);
  await expect.element(dialog).not.toBeInTheDocument();
  expect(people.query).toBe('nobody');
});

test('a new chat that could not be stored can be tried again', async () => {
  addEventListener('unhandledrejection', note, true);
  const { screen, route } = await open();
  route.go({ name: 'new-chat' });
  await screen.getByRole('textbox', { name: 'Address' }).fill('dave@localhost');
  const start = screen.getByRole('button', { name: 'Start chat' });
  await start.click();
  await expect.poll(() => failures.length).toBe(1);
  await expect.element(start).toBeEnabled();
});

test('the search key finds its field from settings, and from a conversation on a phone', async () => {
  const { screen, route } = await open();
  const field = screen.getByRole('searchbox', { name: 'Search' });
  route.go({ name: 'settings' });
  await expect.element(field).not.toBeInTheDocument();
  await userEvent.keyboard('/');
  await expect.element(field).toHaveFocus();
  expect(route.current).toEqual({ name: 'chats' });

  await page.viewport(390, 800);
  route.go(withBob);
  await expect.element(field).not.toBeInTheDocument();
  await leaveComposer({ screen });
  await userEvent.keyboard('/');
  await expect.element(field).toHaveFocus();
  expect(route.current).toEqual({ name: 'chats' });
});

test('beside a conversation the search key leaves it open', async () => {
  const { screen, route } = await open();
  route.go(withBob);
  await leaveComposer({ screen });
  await userEvent.keyboard('/');
  await expect.element(screen.getByRole('searchbox', { name: 'Search' })).toHaveFocus();
  expect(route.current).toEqual(withBob);
});

test.each([
  [390, 'hidden'],
  [700, 'hidden'],
  [1000, 'visible'],
  [1200, 'visible'],
])('at %i pixels the log under open details is %s', async (width, visibility) => {
  const { screen, route } = await open(width);
  route.go({ ...withBob, details: true });
  await expect.element(screen.getByRole('region', { name: 'Details' })).toBeVisible();
  const visibilityOfLog = (): string | undefined => {
    const log = document.querySelector('[role="log"]');
    return log ? getComputedStyle(log).visibility : undefined;
  };
  await expect.poll(visibilityOfLog).toBe(visibility);
});

test.each([900, 1000, 1280])(
  'at %i pixels list, conversation and details stand beside each other',
  async (width) => {
    const { screen, route } = await open(width);
    route.go({ ...withBob, details: true });
    const parts = [
      screen.getByRole('region', { name: 'Chats' }),
      screen.getByRole('log', { name: 'Messages' }),
      screen.getByRole('region', { name: 'Details' }),
    ];
    for (const part of parts) await expect.element(part).toBeVisible();
    await expect.poll(() => parts[2]?.element().getAnimations({ subtree: true }).length).toBe(0);
    const boxes = parts.map((part) => part.element().getBoundingClientRect());
    for (const [i, box] of boxes.entries()) {
      expect(box.width).toBeGreaterThan(210);
      expect(box.right).toBeLessThanOrEqual((boxes[i + 1]?.left ?? width) + 0.5);
    }
    expect(boxes[1]?.width).toBeGreaterThan(300);
    // The list's own separator gives way here; the dividers of a conversation must not go with it.
    const divider = document.createElement('div');
    divider.setAttribute('role', 'separator');
    parts[1]?.element().append(divider);
    expect(getComputedStyle(divider).display).not.toBe('none');
  },
);
