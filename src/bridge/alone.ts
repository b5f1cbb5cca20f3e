/** Memory mode: the same bridge with nobody else in it, no lock and no channel of the browser. */
import type { Platform } from './platform.ts';

/** A platform whose locks and channels end at this tab. */
export const withoutOtherTabs = (platform: Platform): Platform => {
  const held = new Set<string>();
  return {
    ...platform,
    locks: {
      request: async (name, _options, run) => {
        held.add(name);
        await run({ name });
        held.delete(name);
      },
      query: () => Promise.resolve({ held: [...held].map((name) => ({ name })) }),
    },
    openChannel: () => ({ post: () => undefined, close: () => undefined }),
  };
};
