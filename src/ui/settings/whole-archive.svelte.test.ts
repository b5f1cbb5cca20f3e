/** The setting that keeps all history: its words say where the download stands, whatever is known, and Cancel ends it. */
import { flushSync } from 'svelte';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '../testing/all-words.ts';
import '../theme/tokens.css';
import '../theme/base.css';
import type { App } from '#state/app.ts';
import type { DownloadView } from '#state/views.ts';
import Harness from './testing/WholeArchiveHarness.svelte';

class Scene {
  keepAll = $state(false);
  phase = $state('online');
  progress = $state.raw<DownloadView['progress']>(undefined);

  // Only what the setting reads and calls is there.
  readonly app = {
    settings: {
      account: this.#account(),
      download: this.#download(),
      setAccount: ({ keepAll }: { keepAll: boolean }) => {
        this.keepAll = keepAll;
        return Promise.resolve();
      },
    },
    session: { connection: this.#connection() },
  } as unknown as App;

  #account() {
    const read = () => this.keepAll;
    return {
      get keepAll() {
        return read();
      },
    };
  }

  #download() {
    const read = () => this.progress;
    return {
      get progress() {
        return read();
      },
    };
  }

  #connection() {
    const read = () => this.phase;
    return {
      get phase() {
        return read();
      },
    };
  }
}

const open = async () => {
  await page.viewport(390, 844);
  const scene = new Scene();
  const screen = await render(Harness, { app: scene.app });
  return {
    scene,
    toggle: screen.getByRole('switch', { name: 'Keep all history on this device' }),
    cancel: screen.getByRole('button', { name: 'Cancel download' }),
    bar: screen.getByRole('progressbar'),
  };
};

test('is off until it is wanted, counts what is here with the day it reaches back to, and is cancelled', async () => {
  const { scene, toggle, cancel, bar } = await open();
  await expect.element(toggle).not.toBeChecked();
  await expect.element(toggle).toHaveAccessibleDescription(/everything the server still has/);
  await expect.element(cancel).not.toBeInTheDocument();
  await toggle.click();
  expect(scene.keepAll).toBe(true);
  await expect.element(toggle).toHaveAccessibleDescription(/Looking for/);
  scene.progress = { state: 'under-way', fetched: 12_345, reached: Date.UTC(2021, 2, 3, 12) };
  flushSync();
  await expect
    .element(toggle)
    .toHaveAccessibleDescription(/^Messages fetched: 12,345, back to (3 Mar 2021|Mar 3, 2021)$/);
  // Nobody knows how many there are: no bar pretends to.
  await expect.element(bar).not.toBeInTheDocument();
  await cancel.click();
  expect(scene.keepAll).toBe(false);
  await expect.element(toggle).toHaveAccessibleDescription(/Stopped\. What was fetched stays\. .*12,345/);
  await expect.element(cancel).not.toBeInTheDocument();
});

test('shows a bar where the server tells how many there are', async () => {
  const { scene, toggle, bar } = await open();
  scene.keepAll = true;
  scene.progress = { state: 'under-way', fetched: 500, total: 2000, reached: Date.UTC(2021, 2, 3, 12) };
  flushSync();
  await expect.element(toggle).toHaveAccessibleDescription(/500 of about 2,000/);
  await expect.element(bar).toHaveAttribute('max', '2000');
  expect((bar.element() as HTMLProgressElement).value).toBe(500);
});

test.each([
  ['offline', 'under-way', 0, /^Begins as soon as you are online$/],
  ['offline', 'under-way', 70, /^Goes on when you are online again\. Messages fetched: 70$/],
  ['online', 'done', 70, /^Everything the server has is on this device$/],
  ['offline', 'done', 70, /^Everything the server has is on this device$/],
  ['online', 'full', 70, /storage of this device is nearly full\. What was fetched stays/],
  ['online', 'stuck', 70, /The server does not go on/],
] as const)('%s and %s with %i fetched it says so', async (phase, state, fetched, words) => {
  const { scene, toggle, cancel } = await open();
  scene.keepAll = true;
  scene.phase = phase;
  scene.progress = { state, fetched, reached: 1 };
  flushSync();
  await expect.element(toggle).toHaveAccessibleDescription(words);
  if (state === 'under-way') await expect.element(cancel).toBeVisible();
  else await expect.element(cancel).not.toBeInTheDocument();
});
