/** Settings: a region per topic, a switch per setting. */
import type { Locator, Page } from 'playwright/test';

export class SettingsPage {
  readonly signOutButton: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.signOutButton = page.getByRole('button', { name: 'Sign out' });
  }

  region(topic: string): Locator {
    return this.#page.getByRole('region', { name: topic });
  }

  toggle(name: string): Locator {
    return this.#page.getByRole('switch', { name: new RegExp(`^${name}`) });
  }

  /** Signs out and confirms where a question is asked. */
  async signOut(): Promise<void> {
    await this.signOutButton.first().click();
    const dialog = this.#page.getByRole('dialog').or(this.#page.getByRole('alertdialog'));
    await dialog.getByRole('button', { name: 'Sign out' }).click();
  }
}
