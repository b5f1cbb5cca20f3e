/** The sign-in form. */
import type { Locator, Page } from 'playwright/test';

export class SignInPage {
  readonly address: Locator;
  readonly password: Locator;
  readonly stay: Locator;
  readonly submitButton: Locator;
  readonly advanced: Locator;
  readonly webSocket: Locator;
  readonly alert: Locator;

  constructor(page: Page) {
    this.address = page.getByRole('textbox', { name: 'Address', exact: true });
    this.password = page
      .getByRole('textbox', { name: 'Password', exact: true })
      .or(page.getByLabel('Password', { exact: true }));
    this.stay = page.getByRole('checkbox', { name: 'Stay signed in' });
    this.submitButton = page.getByRole('button', { name: 'Sign in', exact: true });
    this.advanced = page.getByRole('button', { name: 'Advanced' });
    this.webSocket = page.getByRole('textbox', { name: 'WebSocket address' });
    this.alert = page.getByRole('alert');
  }

  async submit(password: string, { remember = true }: { remember?: boolean } = {}): Promise<void> {
    await this.password.fill(password);
    // Where the browser keeps nothing there is nothing to choose.
    if (!remember || (await this.stay.isVisible())) await this.stay.setChecked(remember);
    await this.submitButton.click();
  }
}
