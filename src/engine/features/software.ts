/** Whose software is to be named: devices that announce caps wait here until there is time to ask. */
import type { DevicePresence } from '#model/contact.ts';
import { errorName } from '../error-name.ts';
import { later } from '../later-part.ts';
import type { Link } from '../link.ts';

/** Devices that wait for a question; beyond these a flood of made-up hashes goes unasked (P06). */
const mostWaiting = 100;

export interface SoftwareFeature {
  /** A device came online, or changed; its row is committed. */
  readonly look: (device: DevicePresence) => void;
  /** All that was missed is here: there is time for questions. */
  begin(): void;
  /** The stream ended: nobody is left to be asked. */
  reset(): void;
}

export const softwareFeature = (link: Link): SoftwareFeature => {
  const waiting: DevicePresence[] = [];
  let next: (() => void) | undefined;

  const fetched = async (): Promise<void> => {
    const { softwareLookup } = await later();
    next ??= softwareLookup(link, waiting);
    next();
  };

  return {
    look: (device) => {
      const { caps, bare } = device;
      // To ask is to tell that we are here: only those are asked whose presence we were meant to see.
      if (!caps || device.jid === link.self || !(link.trust.isContact(bare) || bare === link.ctx.jid)) return;
      if (waiting.length < mostWaiting) waiting.push(device);
      next?.();
    },
    begin: () => {
      fetched().catch((error: unknown) => {
        link.ctx.log.warn('software is not looked up', { error: errorName(error) });
      });
    },
    reset: () => {
      waiting.length = 0;
    },
  };
};
