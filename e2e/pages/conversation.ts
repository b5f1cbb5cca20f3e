/** A conversation: its log, its messages and its composer. */
import type { Locator, Page } from 'playwright/test';

export type Delivery = 'Waiting' | 'Sent' | 'Delivered' | 'Read' | 'Failed';

export class ConversationPage {
  readonly log: Locator;
  readonly messages: Locator;
  readonly composer: Locator;
  readonly sendButton: Locator;
  readonly jump: Locator;
  readonly newMessages: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.log = page.getByRole('log', { name: 'Messages' });
    this.messages = this.log.getByRole('article');
    this.composer = page.getByRole('textbox', { name: 'Message', exact: true });
    this.sendButton = page.getByRole('button', { name: 'Send' });
    this.jump = page.getByRole('button', { name: /^Jump to latest/ });
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

  async act(text: string, action: 'Copy' | 'Details' | 'Retry' | 'Discard'): Promise<void> {
    const message = this.message(text);
    await message.hover();
    await message.getByRole('button', { name: 'Message actions' }).click();
    await this.#page.getByRole('menuitem', { name: action, exact: true }).click();
  }
}
