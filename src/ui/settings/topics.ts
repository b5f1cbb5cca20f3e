/** The topics of settings, in order; a topic's id is the last part of its link. */
import type { Component } from 'svelte';
import Bell from '@lucide/svelte/icons/bell';
import HardDrive from '@lucide/svelte/icons/hard-drive';
import KeyRound from '@lucide/svelte/icons/key-round';
import Languages from '@lucide/svelte/icons/languages';
import Lock from '@lucide/svelte/icons/lock';
import Palette from '@lucide/svelte/icons/palette';
import UserRound from '@lucide/svelte/icons/user-round';
import type { Key } from '../i18n/catalogue.ts';

export interface Topic {
  readonly id: string;
  readonly title: Extract<Key, `settings.${string}`>;
  readonly Icon: Component<Record<string, unknown>>;
}

export const topics = [
  { id: 'profile', title: 'settings.profile', Icon: UserRound },
  { id: 'privacy', title: 'settings.privacy', Icon: Lock },
  { id: 'look', title: 'settings.look', Icon: Palette },
  { id: 'language', title: 'settings.language', Icon: Languages },
  { id: 'alerts', title: 'settings.alerts', Icon: Bell },
  { id: 'storage', title: 'settings.storage', Icon: HardDrive },
  { id: 'account', title: 'settings.account', Icon: KeyRound },
] as const satisfies readonly Topic[];
