/** Where each contestant shows what: the only place that knows their markup. */
import type { Contestant } from './figures.ts';
import type { Sight } from './screen.ts';

/** Selectors; addresses are quoted by whoever asks. */
export interface Client {
  readonly name: Contestant;
  /** Path of its page, and the query that has it sign in again by itself. */
  readonly path: string;
  readonly again: string;
  readonly password: string;
  readonly submit: string;
  /** Rows of the list that a sign-in leads to. */
  readonly rows: string;
  row(jid: string): string;
  /** What says in a row that so many are unread. */
  unread(count: number): Sight;
  /** What scrolls, and the texts in it. */
  readonly log: string;
  readonly texts: string;
  readonly field: string;
}

export const clients: Readonly<Record<Contestant, Client>> = {
  kith: {
    name: 'kith',
    path: '/',
    again: '',
    password: 'input[type="password"]',
    submit: 'button[type="submit"]',
    rows: 'ul[aria-label="Chats"] a[href^="#/chat/"]',
    row: (jid) => `ul[aria-label="Chats"] a[href="#/chat/${encodeURIComponent(jid)}"]`,
    unread: (count) => ({ selector: `ul[aria-label="Chats"] a[aria-label*=", ${count} unread"]` }),
    log: '[role="log"]',
    texts: '[role="log"] article .text',
    field: 'textarea[aria-label="Message"]',
  },
  converse: {
    name: 'converse',
    path: '/converse.html',
    again: 'again',
    password: '#converse-login-password',
    submit: '#converse-login button[type="submit"]',
    rows: 'converse-roster a.open-chat',
    row: (jid) => `converse-roster a.open-chat[data-jid="${jid}"]`,
    unread: (count) => ({ selector: 'converse-roster .msgs-indicator', text: String(count) }),
    log: 'converse-chat-content',
    texts: '.chat-msg__text',
    field: 'textarea.chat-textarea',
  },
  floor: {
    name: 'floor',
    path: '/floor.html',
    again: '',
    password: '#password',
    submit: '#form button',
    rows: '#list a',
    row: (jid) => `#list a[data-jid="${jid}"]`,
    unread: (count) => ({ selector: `#list a[data-unread="${count}"]` }),
    log: '#log',
    texts: '#log p',
    field: '#field',
  },
};
