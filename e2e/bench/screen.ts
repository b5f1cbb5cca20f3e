/** One page of a contestant: what a person does there, and the times at which the page shows it. */
import type { CDPSession, Page } from 'playwright/test';
import type { Account } from '../stack.ts';
import type { Client } from './client.ts';

/** Something that comes into view; the same as in the page's instruments. */
export interface Sight {
  readonly selector: string;
  readonly text?: string;
  readonly atLeast?: number;
  /** And the page answers. */
  readonly calm?: boolean;
}

export interface Recorded {
  readonly longestTask: number;
  readonly droppedFrames: number;
  readonly keys: readonly number[];
}

interface Instruments {
  input: number;
  began: number;
  now(): number;
  seen(sight: Sight): Promise<number>;
  record(): void;
  recorded(): Recorded;
}

declare const bench: Instruments;

export interface Visit {
  readonly origin: string;
  readonly webSocket: string;
  readonly account: Account;
}

export class Screen {
  readonly page: Page;
  readonly client: Client;
  readonly #visit: Visit;

  constructor(page: Page, client: Client, visit: Visit) {
    this.page = page;
    this.client = client;
    this.#visit = visit;
  }

  get account(): Account {
    return this.#visit.account;
  }

  /** The page in its first state. `again`: for one who has signed in before. */
  async goto({
    again = false,
    query = {},
  }: { again?: boolean; query?: Record<string, string> } = {}): Promise<void> {
    const { origin, webSocket, account } = this.#visit;
    const url = new URL(this.client.path, origin);
    const asked = { lang: 'en', address: account.jid, ws: webSocket, ...query };
    for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
    if (again && this.client.again !== '') url.searchParams.set(this.client.again, '');
    // The floor keeps nothing, so what it would have kept is in its address.
    if (again && this.client.name === 'floor') url.hash = encodeURIComponent(account.password);
    await this.page.goto(url.href, { waitUntil: 'commit' });
  }

  /** From the beginning of the navigation until something is in view, in ms. */
  async sinceStart(sight: Sight): Promise<number> {
    const at = await this.seen(sight);
    return at - (await this.page.evaluate(() => bench.began));
  }

  /** When it is in view, in ms since the epoch. */
  seen(sight: Sight): Promise<number> {
    return this.page.evaluate((wanted) => bench.seen(wanted), sight);
  }

  /** From the last key or button that went down until something is in view, in ms. */
  async sinceInput(sight: Sight): Promise<number> {
    const at = await this.seen(sight);
    return at - (await this.input());
  }

  input(): Promise<number> {
    return this.page.evaluate(() => bench.input);
  }

  async fillPassword(): Promise<void> {
    await this.page.locator(this.client.password).fill(this.account.password);
  }

  /** Presses the button; gives how long it took until so many rows stood there. */
  async submit(rows = 1): Promise<number> {
    await this.page.locator(this.client.submit).click({ noWaitAfter: true });
    return this.sinceInput({ selector: this.client.rows, atLeast: rows, calm: true });
  }

  /** Up to the list, however long that takes. */
  async signIn(rows = 1): Promise<void> {
    await this.goto();
    await this.fillPassword();
    await this.submit(rows);
  }

  /** Clicks the person's row; gives how long it took until that text stood there. */
  async open(jid: string, newest: string): Promise<number> {
    await this.page.locator(this.client.row(jid)).click({ noWaitAfter: true });
    return this.sinceInput({ selector: this.client.texts, text: newest });
  }

  /** Where a list draws only what is in view, a conversation further down is reached by its address. */
  async turnTo(jid: string, newest: string): Promise<void> {
    if (this.client.name === 'kith') await this.page.evaluate(goToHash, `#/chat/${encodeURIComponent(jid)}`);
    else await this.page.locator(this.client.row(jid)).click({ noWaitAfter: true });
    await this.seen({ selector: this.client.texts, text: newest });
  }

  /** Puts the text into the field and presses Enter; gives when. */
  async say(text: string): Promise<number> {
    await this.page.locator(this.client.field).focus();
    await this.page.keyboard.insertText(text);
    await this.page.keyboard.press('Enter');
    return this.input();
  }

  /** The lowest number in the texts of the log. */
  lowestLine(): Promise<number> {
    return this.page.evaluate((selector) => {
      const texts = [...document.querySelectorAll(selector)].slice(0, 80);
      return Math.min(
        ...texts
          .map((text) => Number(/\d+/.exec(text.textContent)?.[0] ?? Number.NaN))
          .filter(Number.isFinite),
      );
    }, this.client.texts);
  }

  /** How far what stands in the middle of the log moves within so many ms in which nobody touches it, in pixels. */
  drift(ms: number): Promise<number> {
    return this.page.evaluate(
      async ([selector, time]) => {
        const texts = [...document.querySelectorAll(selector)];
        const distance = (element: Element): number =>
          Math.abs(element.getBoundingClientRect().top - innerHeight / 2);
        const middle = texts.sort((a, b) => distance(a) - distance(b))[0];
        if (middle === undefined) throw new Error('no text in the log');
        const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
        const top = (): number => middle.getBoundingClientRect().top;
        // The wheel's last turn is still being followed.
        let last = top();
        for (let still = 0; still < 5;) {
          await frame();
          still = top() === last ? still + 1 : 0;
          last = top();
        }
        const first = top();
        let most = 0;
        for (const end = performance.now() + time; performance.now() < end;) {
          await frame();
          most = Math.max(most, Math.abs(top() - first));
        }
        return most;
      },
      [this.client.texts, ms] as const,
    );
  }

  record(): Promise<void> {
    return this.page.evaluate(() => {
      bench.record();
    });
  }

  recorded(): Promise<Recorded> {
    return this.page.evaluate(() => bench.recorded());
  }

  devtools(): Promise<CDPSession> {
    return this.page.context().newCDPSession(this.page);
  }
}

function goToHash(hash: string): void {
  location.hash = hash;
}
