/** The list of conversations and the dialog that starts one. */
import type { Locator, Page } from 'playwright/test';

export class ChatListPage {
  readonly list: Locator;
  readonly items: Locator;
  readonly search: Locator;
  readonly newChat: Locator;
  readonly dialog: Locator;

  constructor(page: Page) {
    this.list = page.getByRole('list', { name: 'Chats' });
    this.items = this.list.getByRole('listitem');
    this.search = page.getByRole('searchbox', { name: 'Search' });
    this.newChat = page.getByRole('button', { name: 'New chat' });
    this.dialog = page.getByRole('dialog', { name: 'New chat' });
  }

  /** The row whose name begins with the conversation's name. */
  row(name: string): Locator {
    return this.list.getByRole('link', { name: new RegExp(`^${escape(name)}(,|$)`, 'u') });
  }

  unread(name: string, count: number): Locator {
    return this.list.getByRole('link', { name: new RegExp(`^${escape(name)}, ${count} unread`, 'u') });
  }

  async open(name: string): Promise<void> {
    await this.row(name).click();
  }

  async start(address: string): Promise<void> {
    await this.newChat.first().click();
    await this.dialog.getByRole('textbox', { name: 'Address' }).fill(address);
    await this.dialog.getByRole('button', { name: 'Start chat' }).click();
    // Until then the conversation one came from stands behind it, with a field of the same name.
    await this.dialog.waitFor({ state: 'hidden' });
  }

  async addContact(address: string): Promise<void> {
    await this.newChat.first().click();
    await this.dialog.getByRole('textbox', { name: 'Address' }).fill(address);
    await this.dialog.getByRole('button', { name: 'Add contact' }).click();
  }
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
