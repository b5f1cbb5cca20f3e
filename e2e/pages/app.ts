/** The app as a person meets it: the screens, the main navigation, the line that tells the connection. */
import { type Locator, type Page, expect } from 'playwright/test';
import type { PeerAccount } from '../peers/peer.ts';
import { ChatListPage } from './chat-list.ts';
import { ContactsPage } from './contacts.ts';
import { ConversationPage } from './conversation.ts';
import { SettingsPage } from './settings.ts';
import { SignInPage } from './sign-in.ts';

/** What of a server the page is told. */
export interface ServerAddress {
  readonly webSocket: string;
}

export class App {
  readonly page: Page;
  readonly signInPage: SignInPage;
  readonly chats: ChatListPage;
  readonly conversation: ConversationPage;
  readonly contacts: ContactsPage;
  readonly settings: SettingsPage;
  readonly connection: Locator;
  readonly navigation: Locator;
  readonly #origin: string;
  readonly #server: ServerAddress;

  constructor(page: Page, origin: string, server: ServerAddress) {
    this.page = page;
    this.#origin = origin;
    this.#server = server;
    this.signInPage = new SignInPage(page);
    this.chats = new ChatListPage(page);
    this.conversation = new ConversationPage(page);
    this.contacts = new ContactsPage(page);
    this.settings = new SettingsPage(page);
    this.connection = page.getByRole('status', { name: 'Connection' });
    this.navigation = page.getByRole('navigation', { name: 'Main' });
  }

  get context() {
    return this.page.context();
  }

  /** The page with the form filled in as far as the link can. */
  async goto(account?: PeerAccount, query: Readonly<Record<string, string>> = {}): Promise<void> {
    const url = new URL(this.#origin);
    url.searchParams.set('lang', 'en');
    if (account !== undefined) {
      url.searchParams.set('address', account.jid);
      url.searchParams.set('ws', this.#server.webSocket);
    }
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    await this.page.goto(url.href);
  }

  async signIn(account: PeerAccount, options: { remember?: boolean } = {}): Promise<void> {
    await this.signInPage.submit(account.password, options);
    await this.waitOnline();
  }

  async waitOnline(timeout = 15_000): Promise<void> {
    await expect(this.connection).toContainText(/^\s*Online/, { timeout });
  }

  /** A further tab of the same profile. */
  async newTab(): Promise<App> {
    const app = new App(await this.context.newPage(), this.#origin, this.#server);
    await app.goto();
    return app;
  }

  async show(screen: 'Chats' | 'Contacts' | 'Settings'): Promise<void> {
    // The count of what is new is part of the name.
    await this.navigation
      .getByRole('link', { name: new RegExp(`^${screen}`) })
      .or(this.navigation.getByRole('button', { name: new RegExp(`^${screen}`) }))
      .click();
  }
}
