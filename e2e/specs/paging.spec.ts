/** Scrolling back through an archive: everything comes, in order, and nothing jumps. */
import { expect, test } from '../fixtures.ts';
import type { ConversationPage } from '../pages/conversation.ts';

const total = 600;

function lines(conversation: ConversationPage): Promise<number[]> {
  return conversation.messages.evaluateAll((all) =>
    all.map((el) => Number(/line (\d+)/.exec(el.textContent)?.[1] ?? Number.NaN)),
  );
}

test('all of the archive comes by scrolling up, in order', async ({ stack, open }) => {
  test.setTimeout(120_000);
  const [alice, bob] = await stack.friends();
  await stack.history(alice, bob, total);
  const app = await open({ account: alice });
  await app.signIn(alice);
  await app.chats.open('Bob');
  await expect(app.conversation.message(`line ${total}`)).toBeVisible();
  const seen = new Set<number>();
  await app.conversation.log.hover();
  await expect(async () => {
    const now = await lines(app.conversation);
    const first = now[0] ?? Number.NaN;
    // Whatever part is shown, it is without gaps and in the archive's order.
    expect(now).toEqual(now.map((_, i) => first + i));
    for (const n of now) seen.add(n);
    await app.page.mouse.wheel(0, -2500);
    expect(seen.has(1)).toBe(true);
  }).toPass({ timeout: 90_000, intervals: [100] });
  expect(seen.size).toBe(total);
});

test('the line in view stays where it is while older ones load', async ({ stack, open }) => {
  const [alice, bob] = await stack.friends();
  await stack.history(alice, bob, 300);
  const app = await open({ account: alice });
  await app.signIn(alice);
  await app.chats.open('Bob');
  await expect(app.conversation.message('line 300')).toBeVisible();
  await app.conversation.log.hover();
  for (let step = 0; step < 25; step += 1) {
    const before = await middle(app.conversation);
    await app.page.mouse.wheel(0, -300);
    await app.page.waitForTimeout(120);
    const moved = await app.conversation.log.evaluate((log, id) => {
      const el = log.querySelector(`[data-id="${id}"]`);
      return el === null ? undefined : el.getBoundingClientRect().top;
    }, before.id);
    // It moved down by the wheel at most (less at the very top); never up, never by a page.
    if (moved !== undefined) {
      expect(moved - before.top).toBeGreaterThanOrEqual(-3);
      expect(moved - before.top).toBeLessThanOrEqual(303);
    }
  }
});

test('jump to latest comes back from far up', async ({ stack, open, peer }) => {
  const [alice, bob] = await stack.friends();
  await stack.history(alice, bob, 200);
  const app = await open({ account: alice });
  await app.signIn(alice);
  const b = await peer(bob);
  await app.chats.open('Bob');
  await expect(app.conversation.message('line 200')).toBeVisible();
  await app.conversation.log.hover();
  await app.page.mouse.wheel(0, -4000);
  await expect(app.conversation.jump).toBeVisible();
  await b.send(alice.jid, 'the newest of all');
  await expect(app.page.getByRole('button', { name: /Jump to latest, 1 new/ })).toBeVisible();
  await app.conversation.jump.click();
  await expect(app.conversation.message('the newest of all')).toBeInViewport();
});

/** The article nearest to the middle of the log. */
function middle(conversation: ConversationPage): Promise<{ id: string; top: number }> {
  return conversation.log.evaluate((log) => {
    const box = log.getBoundingClientRect();
    const centre = (box.top + box.bottom) / 2;
    let best = { id: '', top: 0, far: Number.POSITIVE_INFINITY };
    for (const el of log.querySelectorAll('[role="article"], article')) {
      const { top } = el.getBoundingClientRect();
      const far = Math.abs(top - centre);
      if (far < best.far) best = { id: el.getAttribute('data-id') ?? '', top, far };
    }
    return best;
  });
}
