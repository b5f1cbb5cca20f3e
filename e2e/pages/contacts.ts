/** Contacts, requests, and the details of one contact. */
import type { Locator, Page } from 'playwright/test';

export class ContactsPage {
  readonly list: Locator;
  readonly requests: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.list = page.getByRole('list', { name: 'Contacts' });
    this.requests = page.getByRole('list', { name: 'Requests' });
  }

  row(name: string): Locator {
    return this.list.getByRole('listitem').filter({ hasText: name });
  }

  request(address: string): Locator {
    return this.requests.getByRole('listitem').filter({ hasText: address });
  }

  async answer(address: string, answer: 'Accept' | 'Decline' | 'Block'): Promise<void> {
    await this.request(address)
      .getByRole('button', { name: new RegExp(`^${answer}`) })
      .click();
  }

  button(name: string | RegExp): Locator {
    return this.#page.getByRole('button', { name });
  }

  async open(name: string): Promise<void> {
    await this.row(name).getByRole('link').or(this.row(name).getByRole('button')).first().click();
  }
}
