/** Boot: the look before the first paint, then state, then the screen; local data first, the network when it comes. */
import { mount } from 'svelte';
import { consoleLog } from '#lib/log.ts';
import { appearanceStorage, applyAppearance, keepAppearance, readAppearance } from '#state/appearance.ts';
import { KithApp } from '#state/kith-app.svelte.ts';
import { mayReloadOnce } from '#state/reload-once.ts';
import { StoreError } from '#store/account-store.ts';
import App from '#ui/App.svelte';
import { speak } from '#ui/i18n/speak.ts';
import { t } from '#ui/i18n/translate.ts';
import { toast } from '#ui/kit/toast.svelte.ts';

const log = consoleLog('kith');

/** Never what was said or to whom: only what kind of error, and where in the code. */
const report = (error: unknown): void => {
  log.error('unexpected error', {
    name: error instanceof Error ? error.name : typeof error,
    at: error instanceof Error ? (error.stack?.split('\n').slice(1, 4).join(' ').trim() ?? '') : '',
  });
};
addEventListener('error', (event) => {
  // Without an error it is a notice of the browser, such as that of a resize observer.
  if (event.error instanceof Error) report(event.error);
});
addEventListener('unhandledrejection', (event) => {
  report(event.reason);
  if (!(event.reason instanceof StoreError)) return;
  // What a person just did could not be kept: that is no defect of the page, and theirs to know.
  event.preventDefault();
  toast.show(t('app.store-failed'));
});

const root = document.documentElement;
const looks = appearanceStorage();
const look = readAppearance(looks);
if (look !== undefined) applyAppearance(root, look);

const app = new KithApp({
  words: { hidden: () => t('chat.new-messages'), unsupported: () => t('chats.unsupported') },
  log,
  look: look ?? {},
  applyLook: (device) => {
    applyAppearance(root, device);
    speak(device.language).catch(report);
  },
  keepLook: (device) => {
    keepAppearance(looks, device);
  },
  reload: () => {
    if (mayReloadOnce(__BUILD_ID__, () => sessionStorage)) location.reload();
  },
});

const target = document.getElementById('app');
if (target === null) throw new Error('the page has no place for the app');
// The first words on the screen are of the right language; where those cannot be had there are always the English ones.
speak(look?.language ?? '')
  .finally(() => {
    mount(App, { target, props: { app } });
    app.update.register();
  })
  .catch(report);
app.start().catch(report);
