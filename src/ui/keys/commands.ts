/** What the palette can do besides opening a conversation: actions, and the topics of settings. */
import type { Component } from 'svelte';
import ListFilter from '@lucide/svelte/icons/list-filter';
import CircleDot from '@lucide/svelte/icons/circle-dot';
import Info from '@lucide/svelte/icons/info';
import Keyboard from '@lucide/svelte/icons/keyboard';
import LogOut from '@lucide/svelte/icons/log-out';
import MessageSquare from '@lucide/svelte/icons/message-square';
import Monitor from '@lucide/svelte/icons/monitor';
import Moon from '@lucide/svelte/icons/moon';
import RefreshCw from '@lucide/svelte/icons/refresh-cw';
import Settings from '@lucide/svelte/icons/settings';
import SquarePen from '@lucide/svelte/icons/square-pen';
import Sun from '@lucide/svelte/icons/sun';
import Users from '@lucide/svelte/icons/users';
import type { App } from '#state/app.ts';
import type { Place } from '#state/views.ts';
import { t } from '../i18n/translate.ts';
import { topics } from '../settings/topics.ts';
import type { Overlay } from '../shell/shortcuts.ts';

export interface Command {
  readonly id: string;
  readonly label: string;
  readonly Icon: Component<Record<string, unknown>>;
  /** The key that does the same. */
  readonly shortcut?: Overlay;
  readonly run: () => void;
}

export interface CommandContext {
  readonly app: App;
  readonly place: Place;
  readonly show: (overlay: Overlay) => void;
}

const themes = [
  ['system', Monitor],
  ['light', Sun],
  ['dark', Moon],
] as const;
const shows = ['available', 'chat', 'away', 'dnd'] as const;

/** What would change nothing is not offered. */
export function actionsOf({ app, place, show }: CommandContext): Command[] {
  const { chats, people, route, session, settings } = app;
  const made: Command[] = [];
  const add = (id: string, label: string, Icon: Command['Icon'], run: () => void): void => {
    made.push({ id, label, Icon, run });
  };
  const go = (to: Place) => (): void => {
    route.go(to);
  };
  add('new', t('chats.new'), SquarePen, go({ name: 'new-chat' }));
  if (place.name === 'chat')
    add(
      'details',
      t('palette.details', { name: people.person(place.jid).name }),
      Info,
      go({ ...place, details: true }),
    );
  const other = chats.filter === 'all' ? 'unread' : 'all';
  add(other, t(`palette.${other}`), ListFilter, () => {
    chats.filter = other;
    route.go({ name: 'chats' });
  });
  if (place.name !== 'chats') add('chats', t('nav.chats'), MessageSquare, go({ name: 'chats' }));
  if (place.name !== 'contacts') add('contacts', t('nav.contacts'), Users, go({ name: 'contacts' }));
  if (place.name !== 'settings') add('settings', t('nav.settings'), Settings, go({ name: 'settings' }));
  for (const [theme, Icon] of themes) {
    if (settings.device.theme === theme) continue;
    add(theme, t('palette.theme', { theme: t(`settings.theme-${theme}`) }), Icon, () => {
      void settings.setDevice({ theme });
    });
  }
  const own = people.ownPresence;
  for (const presence of shows) {
    if (own.show === presence) continue;
    add(`be-${presence}`, t('palette.presence', { presence: t(`presence.${presence}`) }), CircleDot, () => {
      void people.setOwnPresence(presence, own.status);
    });
  }
  if (session.connection.phase === 'offline')
    add('retry', t('connection.retry'), RefreshCw, () => {
      session.retryNow();
    });
  made.push({
    ...{ id: 'keys', label: t('keys.title'), Icon: Keyboard, shortcut: 'keys' },
    run: () => {
      show('keys');
    },
  });
  add('sign-out', t('settings.sign-out'), LogOut, () => {
    show('sign-out');
  });
  return made;
}

export const settingsOf = ({ app }: CommandContext): Command[] =>
  topics.map(({ id, title, Icon }) => ({
    ...{ id: `settings-${id}`, label: t(title), Icon },
    run: () => {
      app.route.go({ name: 'settings', topic: id });
    },
  }));
