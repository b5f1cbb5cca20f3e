/** An alert brings the person to the conversation without a second window. */
import { expect, test } from 'vitest';
import { openFromNotification, type AppWindow, type Windows } from './click.ts';

const scope = 'https://example.org/kith/';
const alert = { url: '#/chat/bob%40example.org' };
const page = `${scope}#/chat/bob%40example.org`;

function windows(...open: readonly Partial<AppWindow>[]): {
  readonly windows: Windows;
  readonly done: string[];
} {
  const done: string[] = [];
  const list = open.map((given, index): AppWindow => {
    const window: AppWindow = {
      url: `${scope}#/chats`,
      focused: false,
      visibilityState: 'hidden',
      focus: () => {
        done.push(`focus ${index}`);
        return Promise.resolve(window);
      },
      navigate: (url) => {
        done.push(`navigate ${index} ${url}`);
        return Promise.resolve(null);
      },
      postMessage: ({ hash }) => done.push(`post ${index} ${hash}`),
      ...given,
    };
    return window;
  });
  const openWindow = (url: string): Promise<null> => {
    done.push(`open ${url}`);
    return Promise.resolve(null);
  };
  return { windows: { matchAll: () => Promise.resolve(list), openWindow }, done };
}

test('opens a window when there is none', async () => {
  const { windows: none, done } = windows();
  await openFromNotification(alert, none, scope);
  expect(done).toEqual([`open ${page}`]);
});

test('takes the visible window before a hidden one', async () => {
  const { windows: two, done } = windows({}, { visibilityState: 'visible' });
  await openFromNotification(alert, two, scope);
  expect(done).toEqual(['focus 1', `navigate 1 ${page}`]);
});

test('does not move a window that is there already', async () => {
  const { windows: one, done } = windows({ url: page });
  await openFromNotification(alert, one, scope);
  expect(done).toEqual(['focus 0']);
});

test.each(['?ws=wss%3A%2F%2Fx.example%2Fws&address=alice%40x.example', 'index.html?lang=en'])(
  'keeps the %s that the window was opened with: another page would end its session',
  async (query) => {
    const { windows: one, done } = windows({ url: `${scope}${query}#/chats` });
    await openFromNotification(alert, one, scope);
    expect(done).toEqual(['focus 0', `navigate 0 ${scope}${query}#/chat/bob%40example.org`]);
    const { windows: there, done: doneThere } = windows({
      url: `${scope}${query}#/chat/bob%40example.org`,
    });
    await openFromNotification(alert, there, scope);
    expect(doneThere).toEqual(['focus 0']);
  },
);

test('tells a window that it may not navigate', async () => {
  const { windows: one, done } = windows({
    navigate: () => Promise.reject(new TypeError('not the active worker of this client')),
  });
  await openFromNotification(alert, one, scope);
  expect(done).toEqual(['focus 0', 'post 0 #/chat/bob%40example.org']);
});

test('leaves windows of other parts of the site alone', async () => {
  const { windows: other, done } = windows({ url: 'https://example.org/blog/' });
  await openFromNotification(alert, other, scope);
  expect(done).toEqual([`open ${page}`]);
});

test('only focuses for an alert without a conversation', async () => {
  const { windows: one, done } = windows({ focused: true });
  await openFromNotification({ url: 'https://evil.example/' }, one, scope);
  expect(done).toEqual(['focus 0']);
});
