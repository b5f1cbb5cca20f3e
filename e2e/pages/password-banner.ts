/** The question for the password of an account that is signed in but not let in. */
import type { Locator, Page } from 'playwright/test';

export class PasswordBanner {
  readonly region: Locator;
  readonly password: Locator;
  readonly again: Locator;
  readonly retry: Locator;
  readonly chooseWeaker: Locator;
  readonly submitWeaker: Locator;

  /** `title`: what it is called by, which tells why it is there. */
  constructor(page: Page, title: string) {
    this.region = page.getByRole('region', { name: title });
    this.password = this.region.getByLabel('Password', { exact: true });
    this.again = this.region.getByRole('button', { name: 'Sign in again' });
    this.retry = this.region.getByRole('button', { name: 'Try again' });
    this.chooseWeaker = this.region.getByRole('button', { name: 'Use the weaker way' });
    this.submitWeaker = this.region.getByRole('button', { name: 'Sign in the weaker way' });
  }

  async signIn(password: string): Promise<void> {
    await this.password.fill(password);
    await this.again.click();
  }
}
