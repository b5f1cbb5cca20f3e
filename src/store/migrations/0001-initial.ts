/** Version 1 of an account's database. */
import type { Migration } from './migration.ts';

export const initial: Migration = {
  version: 1,
  up(database) {
    const messages = database.createObjectStore('messages', { keyPath: 'key', autoIncrement: true });
    messages.createIndex('timeline', ['chat', 'order']);
    messages.createIndex('archive', ['archive', 'archiveId'], { unique: true });
    messages.createIndex('stanza', ['chat', 'sender', 'stanzaId']);
    messages.createIndex('unread', ['chat', 'unread']);
    messages.createIndex('unsettled', 'unsettled');

    const chats = database.createObjectStore('chats', { keyPath: 'jid' });
    chats.createIndex('activity', ['activity', 'jid']);
    chats.createIndex('unread', 'unread');

    database.createObjectStore('contacts', { keyPath: 'jid' }).createIndex('sort', 'sort');
    database.createObjectStore('requests', { keyPath: 'jid' }).createIndex('at', 'at');
    database.createObjectStore('presence', { keyPath: 'jid' }).createIndex('bare', 'bare');
    database.createObjectStore('blocked', { keyPath: 'jid' });

    database.createObjectStore('archives', { keyPath: 'archive' });
    database.createObjectStore('coverage', { keyPath: ['archive', 'with', 'id'] });
    database.createObjectStore('orphans', { keyPath: ['chat', 'of', 'told'] }).createIndex('seq', 'seq');

    const outbox = database.createObjectStore('outbox', { keyPath: 'id', autoIncrement: true });
    outbox.createIndex('state', 'state');
    outbox.createIndex('kind', ['kind', 'state']);
    outbox.createIndex('message', 'messageKey');

    database.createObjectStore('drafts', { keyPath: 'chat' });
    database.createObjectStore('stream');
    database.createObjectStore('values');
  },
};
