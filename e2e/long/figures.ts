/** What is measured of a filled profile: milliseconds until something is drawn, and the memory it took. */
import type { Page } from 'playwright/test';
import type { App } from '../pages/app.ts';

export interface Figures {
  /** From the beginning of the navigation until rows of the list are drawn. */
  readonly start: number;
  /** From the tap on a row until messages are drawn. */
  readonly open: number;
  /** From the end a thousand messages back. */
  readonly back: number;
  /** Bytes of the page's heap after that, garbage taken away. */
  readonly heap: number;
  /** The longest task of all that. */
  readonly longest: number;
  readonly nodes: number;
}

/** Runs in the page before anything else of it. */
export function watch(): void {
  const marks = { list: 0, longest: 0 };
  Object.assign(globalThis, { marks });
  new PerformanceObserver((entries) => {
    for (const { duration } of entries.getEntries()) marks.longest = Math.max(marks.longest, duration);
  }).observe({ type: 'longtask', buffered: true });
  const look = (): void => {
    if (document.querySelector('ul[aria-label="Chats"] li a') === null) requestAnimationFrame(look);
    else requestAnimationFrame(() => (marks.list = performance.now()));
  };
  requestAnimationFrame(look);
}

const messages = 1000;

/** Resolves when the page has had nothing to do for some time. */
const atRest = (): Promise<void> =>
  new Promise((resolve) => {
    let idle = 0;
    const look = (deadline: IdleDeadline): void => {
      idle = deadline.timeRemaining() > 40 ? idle + 1 : 0;
      if (idle === 10) resolve();
      else requestIdleCallback(look);
    };
    requestIdleCallback(look);
  });

/** Opens the newest conversation. */
const open = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const start = performance.now();
        const look = (): void => {
          if (document.querySelector('[role="log"] article') === null) requestAnimationFrame(look);
          else requestAnimationFrame(() => resolve(performance.now() - start));
        };
        document.querySelector<HTMLElement>('ul[aria-label="Chats"] li a[href*="person-00000"]')?.click();
        look();
      }),
  );

/** Pulls the log to its top again and again until a message is there that stands so many before the last. */
const pageBack = (page: Page, count: number): Promise<number> =>
  page.evaluate(
    (lines) =>
      new Promise<number>((resolve) => {
        const start = performance.now();
        const log = document.querySelector('[role="log"]');
        const numbers = (): number[] =>
          [...document.querySelectorAll('[role="log"] article')].map((el) =>
            Number(/line (\d+)/u.exec(el.textContent)?.[1]),
          );
        const goal = Math.max(1, Math.max(...numbers()) - lines);
        const scroller = log?.closest('.scroll') ?? log;
        const step = (): void => {
          if (numbers().some((line) => line <= goal)) return resolve(performance.now() - start);
          if (scroller) scroller.scrollTop = 0;
          requestAnimationFrame(step);
        };
        step();
      }),
    count,
  );

export async function measure({ page }: App, url: string): Promise<Figures> {
  await page.goto(url);
  await page.waitForFunction(() => (globalThis as unknown as { marks: { list: number } }).marks.list > 0);
  const start = await page.evaluate(() => (globalThis as unknown as { marks: { list: number } }).marks.list);
  // What the start leaves for later would be in the way of what is measured next.
  await page.evaluate(atRest);
  const opened = await open(page);
  const back = await pageBack(page, messages);
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const { nodes } = await session.send('Memory.getDOMCounters');
  await session.detach();
  const longest = await page.evaluate(
    () => (globalThis as unknown as { marks: { longest: number } }).marks.longest,
  );
  return { start, open: opened, back, heap: usedSize, longest, nodes };
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
