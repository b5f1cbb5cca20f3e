/** What assistive technology is told on each screen: landmarks, headings, names and what is spoken. */
import { expect, test } from '../fixtures.ts';

const frame = `
  - status "Connection": Online
  - banner
  - navigation "Main":
    - link "Chats"
    - link "Contacts": 1 request
    - link "Settings"
`;

test('each screen tells its landmarks, headings and names', async ({ stack, open, peer }) => {
  test.setTimeout(90_000);
  const [alice, bob] = await stack.friends();
  await stack.history(alice, bob, 3);
  const stranger = await stack.createAccount('stranger');
  const s = await peer(stranger);
  await s.subscription('subscribe', alice.jid);
  const app = await open({ account: alice });
  const body = app.page.locator('body');
  const dialog = app.page.getByRole('dialog').or(app.page.getByRole('alertdialog'));
  const close = async () => {
    await app.page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  };

  await expect(body, 'sign-in').toMatchAriaSnapshot(`
    - main:
      - heading "Welcome to Kith" [level=1]
      - textbox "Address": /alice-.*/
      - textbox "Password"
      - checkbox "Stay signed in" [checked]
      - button "Advanced" [expanded]
      - textbox "WebSocket address": /ws:/
      - button "Sign in"
  `);
  await app.signInPage.submit('wrong');
  await expect(body, 'a failed sign-in').toMatchAriaSnapshot(`
    - main:
      - heading "Welcome to Kith" [level=1]
      - alert: /The password was not accepted/
  `);

  await app.signIn(alice);
  await expect(app.chats.row('Bob')).toBeVisible();
  await expect(body, 'chats').toMatchAriaSnapshot(`${frame}
  - main:
    - region "Chats":
      - heading "Chats" [level=1]
      - button "New chat"
      - searchbox "Search"
      - radiogroup "Show":
        - radio "All" [checked]
        - radio "Unread"
      - list "Chats":
        - listitem:
          - link /^Bob, line 3, /
      - separator "Width of the list"
    - heading "Pick a conversation" [level=2]
  `);

  await app.chats.open('Bob');
  await expect(app.conversation.message('line 3')).toBeVisible();
  await expect(body, 'conversation').toMatchAriaSnapshot(`${frame}
  - main:
    - region "Chats"
    - heading "Bob" [level=1]
    - button "Details"
    - log "Messages":
      - article /^You, /:
        - text: line 1
        - img "Sent"
        - button "Message actions"
      - article /^You, /:
        - text: line 2
      - article /^Bob, /:
        - text: line 3
        - button "Message actions"
    - form "Write a message":
      - textbox "Message"
      - button "Send" [disabled]
  `);
  await expect(app.conversation.log).toHaveAttribute('aria-live', 'off');
  await expect(app.page.locator('[aria-live="polite"][aria-relevant="additions"]')).toHaveCount(1);

  await app.conversation.openMenu('line 3');
  await expect(body, 'actions of a message').toMatchAriaSnapshot(`
  - menu "Message actions":
    - menuitem "Copy"
    - menuitem "Details"
  `);
  await app.page.getByRole('menuitem', { name: 'Details' }).click();
  await expect(dialog, 'details of a message').toMatchAriaSnapshot(`
  - dialog "Details":
    - heading "Details" [level=2]
    - button "Close"
    - term: From
    - definition: /bob-.*/
    - term: Time
  `);
  await close();

  await app.page.keyboard.press('Control+k');
  await expect(dialog, 'palette').toMatchAriaSnapshot(`
  - dialog "Command palette":
    - combobox "Find a chat, a contact or an action" [expanded]
    - listbox "Results":
      - group "Actions":
        - option "New chat" [selected]
        - option "Details of Bob"
        - option "Keyboard shortcuts"
        - option "Sign out"
      - group "Settings":
        - option "Profile"
        - option "Account"
    - status
  `);
  await app.page.keyboard.type('bob');
  await expect(dialog, 'palette with a name').toMatchAriaSnapshot(`
  - dialog "Command palette":
    - combobox "Find a chat, a contact or an action" [expanded]: bob
    - listbox "Results":
      - group "Chats":
        - option /^Bob, bob-/ [selected]
    - status: 2 results
  `);
  await close();

  await app.page.getByRole('button', { name: 'Details', exact: true }).click();
  await expect(body, 'details of a contact').toMatchAriaSnapshot(`
  - main:
    - region "Details":
      - button "Back"
      - heading "Details" [level=1]
      - heading "Bob" [level=1]
      - button "Copy"
      - region "Devices":
        - heading "Devices" [level=2]
      - region "Contact":
        - heading "Contact" [level=2]
        - button "Rename"
        - button "Groups None"
        - button "Block Bob"
        - button "Remove from contacts"
  `);
  await app.page.keyboard.press('Escape');

  await app.show('Contacts');
  await expect(app.contacts.requests).toBeVisible();
  await expect(body, 'contacts').toMatchAriaSnapshot(`${frame}
  - main:
    - region "Contacts":
      - heading "Contacts" [level=1]
      - button "New chat"
      - searchbox "Search"
      - heading "Requests" [level=2]
      - list "Requests":
        - listitem:
          - button "Accept"
          - button "Decline"
          - button "Block"
      - list "Contacts":
        - listitem:
          - link "Bob, Offline"
    - heading "Pick a contact" [level=2]
  `);

  await app.page.keyboard.press('?');
  await expect(dialog, 'keys').toMatchAriaSnapshot(`
  - dialog "Keyboard shortcuts":
    - heading "Keyboard shortcuts" [level=2]
    - button "Close"
    - region "Anywhere":
      - heading "Anywhere" [level=3]
      - term: Command palette
      - definition: Ctrl K
    - region "In lists"
    - region "In messages"
    - region "While writing"
    - switch "Keys that work alone" [checked]
  `);
  await close();

  await app.chats.newChat.first().click();
  await expect(dialog, 'new chat').toMatchAriaSnapshot(`
  - dialog "New chat":
    - heading "New chat" [level=2]
    - button "Close"
    - textbox "Address"
    - button "Add contact"
    - button "Start chat"
    - heading "Contacts" [level=3]
    - list:
      - listitem:
        - link /^Bob, /
  `);
  await close();

  await app.show('Settings');
  await expect(body, 'settings').toMatchAriaSnapshot(`${frame}
  - main:
    - region "Settings":
      - heading "Settings" [level=1]
      - list "Topics"
    - region "Profile":
      - heading "Profile" [level=2]
      - radiogroup "Presence"
    - region "Privacy":
      - heading "Privacy" [level=2]
      - switch "Confirm that messages arrived" [checked]
      - switch "Send read receipts" [checked]
      - switch "Show when I am typing" [checked]
    - region "Appearance":
      - radiogroup "Theme"
      - radiogroup "Accent"
      - radiogroup "Text size"
    - region "Alerts"
    - region "Storage"
    - region "Account":
      - button "Sign out"
  `);
  await app.settings.signOutButton.first().click();
  await expect(body, 'a question').toMatchAriaSnapshot(`
  - alertdialog "Sign out?":
    - heading "Sign out?" [level=2]
    - button "Cancel"
    - button "Sign out"
  `);
});

test('an account without conversations is told what to do; a message that comes is spoken once', async ({
  stack,
  open,
  peer,
}) => {
  const [alice, bob] = await stack.friends();
  const app = await open({ account: alice });
  await app.signIn(alice);
  await expect(app.page.locator('main')).toMatchAriaSnapshot(`
  - main:
    - region "Chats":
      - heading "Chats" [level=1]
      - heading "No conversations yet" [level=2]
      - button "New chat"
    - heading "Pick a conversation" [level=2]
  `);
  await app.chats.start(bob.jid);
  const b = await peer(bob);
  await b.send(alice.jid, 'can you hear me');
  await expect(app.conversation.message('can you hear me')).toBeVisible();
  await expect(app.conversation.spoken.filter({ hasText: 'Bob: can you hear me' })).toHaveCount(1);
});
