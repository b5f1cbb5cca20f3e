/** Settings: a region per topic, a switch per setting, a choice per look. */
import type { Locator, Page } from 'playwright/test';

export class SettingsPage {
  readonly signOutButton: Locator;
  /** A question, or a list in front of the page. */
  readonly dialog: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.signOutButton = page.getByRole('button', { name: 'Sign out' });
    this.dialog = page.getByRole('dialog').or(page.getByRole('alertdialog'));
  }

  region(topic: string): Locator {
    return this.#page.getByRole('region', { name: topic });
  }

  toggle(name: string): Locator {
    return this.#page.getByRole('switch', { name: new RegExp(`^${name}`) });
  }

  choice(of: 'Theme' | 'Accent' | 'Text size', name: string): Locator {
    return this.#page.getByRole('radiogroup', { name: of }).getByRole('radio', { name, exact: true });
  }

  row(topic: string, name: RegExp | string): Locator {
    return this.region(topic).getByRole('button', { name });
  }

  /** Signs out and confirms where a question is asked. */
  async signOut(): Promise<void> {
    await this.signOutButton.first().click();
    await this.dialog.getByRole('button', { name: 'Sign out' }).click();
  }
}
