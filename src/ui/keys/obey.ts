/** Does what the keys ask for that lead somewhere; fetched with the first of them. */
import type { App } from '#state/app.ts';
import type { Place } from '#state/views.ts';
import type { Shortcut } from '../shell/shortcuts.ts';

export interface KeyContext {
  readonly app: App;
  readonly place: Place;
  /** Which pane a single column shows. */
  readonly depth: 'list' | 'main' | 'details';
  /** Goes elsewhere without giving the focus back to where one came from. */
  readonly quietly: (go: () => void) => Promise<void>;
}

export async function obey(
  shortcut: Exclude<Shortcut, 'palette' | 'keys'>,
  { app, place, depth, quietly }: KeyContext,
): Promise<void> {
  const { chats, people, route } = app;
  if (shortcut === 'search') {
    // In the list at hand, else in Chats.
    if (!searchField()) await quietly(() => route.go({ name: 'chats' }));
    searchField()?.focus();
  } else if (shortcut !== 'back') {
    const open = place.name === 'chat' ? place.jid : undefined;
    const next = chats.neighbour(open, shortcut === 'next' ? 1 : -1);
    if (next !== undefined) route.go({ name: 'chat', jid: next, details: false });
  } else if (searchField()?.value && document.activeElement?.closest('.list-pane')) {
    // A search is what stands open there.
    (place.name === 'contacts' || place.name === 'contact' ? people : chats).query = '';
    searchField()?.focus();
  } else if (depth !== 'list' && place.name !== 'settings') route.back();
}

const searchField = (): HTMLInputElement | undefined =>
  [...document.querySelectorAll<HTMLInputElement>('input[type="search"]')].find(
    (field) => getComputedStyle(field).visibility === 'visible',
  );
