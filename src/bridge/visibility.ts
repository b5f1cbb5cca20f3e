/** Whether any tab of the account is visible: each visible one holds a shared lock. */
import type { Platform } from './platform.ts';

export interface Visibility {
  /** Whether any tab, this one included, is visible now. */
  any(): Promise<boolean>;
  stop(): void;
}

interface Hold {
  over: boolean;
  release?: () => void;
}

/** `changed` runs once this tab's lock is really held or really free, so that a look at the locks sees it. */
export const watchVisibility = (platform: Platform, name: string, changed: () => void): Visibility => {
  let hold = undefined as Hold | undefined;

  const show = (): void => {
    if (hold) return;
    const mine: Hold = { over: false };
    hold = mine;
    const held = (): Promise<void> =>
      mine.over
        ? Promise.resolve()
        : new Promise((resolve) => {
            mine.release = resolve;
            changed();
          });
    void platform.locks.request(name, { mode: 'shared' }, held).then(changed);
  };
  const hide = (): void => {
    if (!hold) return;
    hold.over = true;
    hold.release?.();
    hold = undefined;
  };
  const shownAgain = (): void => {
    if (platform.isVisible()) show();
  };

  const off = [
    platform.on('visible', show),
    platform.on('show', shownAgain),
    platform.on('hidden', hide),
    platform.on('hide', hide),
  ];
  shownAgain();
  return {
    any: async () => ((await platform.locks.query()).held ?? []).some((lock) => lock.name === name),
    stop: () => {
      for (const end of off) end();
      hide();
    },
  };
};
