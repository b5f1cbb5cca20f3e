/** Scrolling through an archive: everything comes, in order, nothing jumps, and the place one reads at is kept. */
import type { Page } from 'playwright/test';
import { expect, test } from '../fixtures.ts';
import type { App } from '../pages/app.ts';
import type { ConversationPage } from '../pages/conversation.ts';

const day = 24 * 60 * 60;
/** Nearer than this to its upper edge the log asks for more. */
const loadAhead = 900;

function lines(conversation: ConversationPage): Promise<number[]> {
  return conversation.messages.evaluateAll((all) =>
    all.map((el) => Number(/line (\d+)/.exec(el.textContent)?.[1] ?? Number.NaN)),
  );
}

/** Frames that the page hands to its WebSocket, from now on. */
function sentBy(page: Page): string[] {
  const frames: string[] = [];
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => frames.push(String(payload)));
  });
  return frames;
}

/** Nothing is being loaded and nothing has to be. */
async function waitForRows({ conversation, page }: App): Promise<void> {
  const begin = conversation.log.getByText('This is where your conversation begins.');
  await expect
    .poll(async () => (await begin.count()) > 0 || (await conversation.middle()).above >= loadAhead)
    .toBe(true);
  await expect(page.getByText('Loading older messages…')).toHaveCount(0);
}

test('all of the archive comes by scrolling up: in order, without a jump @wire @old', async ({
  stack,
  open,
}) => {
  test.setTimeout(120_000);
  const total = 420;
  const step = 800;
  const [alice, bob] = await stack.friends();
  // One a day: what a sign-in fetches by itself ends at the newest 250.
  await stack.history(alice, bob, total, day);
  const app = await open({ account: alice });
  const sent = sentBy(app.page);
  await app.signIn(alice);
  await app.chats.open('Bob');
  const { conversation } = app;
  await expect(conversation.message(`line ${total}`)).toBeVisible();
  await conversation.log.hover();
  const seen = new Set<number>();
  for (;;) {
    await waitForRows(app);
    const now = await lines(conversation);
    const first = now[0] ?? Number.NaN;
    // Whatever part is shown, it is without gaps and in the archive's order.
    expect(now).toEqual(now.map((_, i) => first + i));
    for (const n of now) seen.add(n);
    const { id, top, above } = await conversation.middle();
    if (above === 0) break;
    await app.page.mouse.wheel(0, -step);
    await expect.poll(async () => (await conversation.middle()).above !== above).toBe(true);
    const moved = (await conversation.restingTop(id)) - top;
    // By the wheel and nothing else, up to the very beginning.
    expect(Math.abs(moved - Math.min(step, above))).toBeLessThanOrEqual(3);
    // And what is loaded above, while the reader does nothing, moves nothing.
    await waitForRows(app);
    expect(Math.abs((await conversation.restingTop(id)) - top - moved)).toBeLessThanOrEqual(2);
  }
  expect([seen.size, Math.min(...seen), Math.max(...seen)]).toEqual([total, 1, total]);
  // The older ones were not here before they were wanted: the archive was asked for this conversation.
  const asked = sent.filter((frame) => frame.includes('urn:xmpp:mam:2') && frame.includes(`>${bob.jid}<`));
  expect(asked.length).toBeGreaterThan(1);
});

test('the place one reads at is kept, and jump to latest leaves it', async ({ stack, open, peer }) => {
  const [alice, bob] = await stack.friends();
  await stack.history(alice, bob, 200);
  const app = await open({ account: alice });
  await app.signIn(alice);
  const b = await peer(bob);
  const { conversation } = app;
  await app.chats.open('Bob');
  await expect(conversation.message('line 200')).toBeVisible();
  await conversation.log.hover();
  await app.page.mouse.wheel(0, -4000);
  await expect(conversation.jump).toBeVisible();
  await waitForRows(app);
  const { id } = await conversation.middle();
  const top = await conversation.restingTop(id);
  const isThere = async (): Promise<void> => {
    await expect(conversation.message('line 200')).not.toBeInViewport();
    await expect.poll(() => conversation.ids()).toContain(id);
    expect(Math.abs((await conversation.restingTop(id)) - top)).toBeLessThanOrEqual(3);
  };
  await app.show('Settings');
  await app.show('Chats');
  await app.chats.open('Bob');
  await isThere();
  await app.page.reload();
  await app.waitOnline();
  await isThere();
  await b.send(alice.jid, 'the newest of all');
  await expect(app.page.getByRole('button', { name: /Jump to latest, 1 new/ })).toBeVisible();
  await isThere();
  // Rows that scroll in are old: only what arrived is read out.
  await expect(conversation.log).toHaveAttribute('aria-live', 'off');
  await expect(conversation.spoken).toHaveText(['Bob: the newest of all']);
  await conversation.log.hover();
  await app.page.mouse.wheel(0, -4000);
  await waitForRows(app);
  await expect(conversation.spoken).toHaveText(['Bob: the newest of all']);
  await conversation.jump.click();
  await expect(conversation.message('the newest of all')).toBeInViewport();
  await app.show('Settings');
  await app.show('Chats');
  await app.chats.open('Bob');
  await expect(conversation.message('the newest of all')).toBeInViewport();
  await app.page.reload();
  await app.waitOnline();
  await expect(conversation.message('the newest of all')).toBeInViewport();
});
