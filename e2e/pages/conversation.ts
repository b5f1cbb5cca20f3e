/** A conversation: its log, its messages and its composer. */
import type { Locator, Page } from 'playwright/test';

export type Delivery = 'Waiting' | 'Sent' | 'Delivered' | 'Read' | 'Failed';

/** A message and where it stands in the log, in pixels. */
export interface Spot {
  readonly id: string;
  readonly top: number;
  readonly above: number;
}

export class ConversationPage {
  readonly log: Locator;
  readonly messages: Locator;
  readonly composer: Locator;
  readonly sendButton: Locator;
  readonly jump: Locator;
  readonly newMessages: Locator;
  /** What is read aloud. */
  readonly spoken: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.log = page.getByRole('log', { name: 'Messages' });
    this.messages = this.log.getByRole('article');
    this.composer = page.getByRole('textbox', { name: 'Message', exact: true });
    this.sendButton = page.getByRole('button', { name: 'Send' });
    this.jump = page.getByRole('button', { name: /^Jump to latest/ });
    this.spoken = page.locator('[aria-live="polite"] > p');
    this.newMessages = this.log.getByRole('separator', { name: 'New messages' });
  }

  heading(name: string): Locator {
    return this.#page.getByRole('heading', { name, exact: true });
  }

  /** Messages that hold exactly this text, among other things of a bubble (time, state). */
  message(text: string): Locator {
    return this.messages.filter({ has: this.#page.getByText(text, { exact: true }) });
  }

  own(text: string): Locator {
    return this.log
      .getByRole('article', { name: /^You, / })
      .filter({ has: this.#page.getByText(text, { exact: true }) });
  }

  delivery(text: string, state: Delivery): Locator {
    return this.own(text).getByRole('img', { name: state, exact: true });
  }

  async send(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
  }

  /** On touch, Enter breaks the line. */
  async sendByButton(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.sendButton.click();
  }

  /** The texts in the log, as they stand, from the ids that articles carry. */
  ids(): Promise<(string | null)[]> {
    return this.messages.evaluateAll((all) => all.map((el) => el.getAttribute('data-id')));
  }

  /** The ids under which the account's archive has them. */
  archiveIds(): Promise<(string | null)[]> {
    return this.messages.evaluateAll((all) => all.map((el) => el.getAttribute('data-archive-id')));
  }

  /** The message nearest to the middle of the log, how far down it stands, and how much log is above the view. */
  middle(): Promise<Spot> {
    return this.log.evaluate((log) => {
      const box = log.getBoundingClientRect();
      const far = (el: Element): number =>
        Math.abs(el.getBoundingClientRect().top - (box.top + box.bottom) / 2);
      const [nearest] = [...log.querySelectorAll('article')].sort((a, b) => far(a) - far(b));
      if (nearest === undefined) throw new Error('no message in the log');
      const top = nearest.getBoundingClientRect().top - box.top;
      return { id: nearest.getAttribute('data-id') ?? '', top, above: log.scrollTop };
    });
  }

  /** Where a message stands, once nothing has moved for a few frames. */
  async restingTop(id: string): Promise<number> {
    return this.log.evaluate(async (log, wanted) => {
      const top = (): number => {
        const el = log.querySelector(`article[data-id="${wanted}"]`);
        if (el === null) throw new Error(`${wanted} is not in the log`);
        return el.getBoundingClientRect().top - log.getBoundingClientRect().top;
      };
      let last = Number.NaN;
      for (let still = 0; still < 5; still = top() === last ? still + 1 : 0) {
        last = top();
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      return last;
    }, id);
  }

  async openMenu(text: string): Promise<void> {
    const message = this.message(text);
    await message.hover();
    await message.getByRole('button', { name: 'Message actions' }).click();
  }

  async act(text: string, action: 'Copy' | 'Details' | 'Retry' | 'Discard'): Promise<void> {
    await this.openMenu(text);
    await this.#page.getByRole('menuitem', { name: action, exact: true }).click();
  }
}
