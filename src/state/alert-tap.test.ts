/** What a page does when its worker asks for a screen. */
import { expect, it } from 'vitest';
import { followAlertTaps, type AlertTaps } from './alert-tap.ts';
import { formatPlace } from './place.ts';

it('goes to the screen that was tapped, and to nothing else', () => {
  const gone: string[] = [];
  const listeners = new Set<(event: { readonly data: unknown }) => void>();
  const taps: AlertTaps = {
    addEventListener: (_name, fn) => void listeners.add(fn),
    removeEventListener: (_name, fn) => void listeners.delete(fn),
  };
  const tell = (data: unknown): void => {
    for (const fn of listeners) fn({ data });
  };
  const end = followAlertTaps(taps, (place) => gone.push(formatPlace(place)));
  tell({ type: 'OPEN_ROUTE', hash: '#/chat/bob%40example.org' });
  tell({ type: 'OPEN_ROUTE', hash: 'javascript:alert(1)' });
  for (const other of [{ type: 'OPEN_ROUTE' }, { type: 'OPEN_ROUTE', hash: 7 }, { type: 'x' }, null, 'x'])
    tell(other);
  end();
  tell({ type: 'OPEN_ROUTE', hash: '#/contacts' });
  expect(gone).toEqual(['#/chat/bob%40example.org', '#/chats']);
});
