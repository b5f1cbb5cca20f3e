/** Names the software of other people's devices: by caps, asked once per hash, believed when the hash proves it. */
import type { DevicePresence } from '#model/contact.ts';
import { displayName } from '#lib/text.ts';
import { discoInfo, discoInfoQuery, type DiscoInfo } from '#xmpp/xep/0030-disco.ts';
import { capsNode, verifyCaps } from '#xmpp/xep/0115-caps.ts';
import type { Link } from '../link.ts';
import { errorName } from '../error-name.ts';

/** Hashes remembered per session. */
const mostKnown = 500;
/** Questions under way at a time: a full roster coming online must not be a burst. */
const mostAsked = 2;
/** Devices that wait for a question; beyond these a flood of made-up hashes goes unasked (P06). */
const mostWaiting = 100;

interface Known {
  readonly software: string | undefined;
}

export interface SoftwareFeature {
  /** A device came online, or changed; its row is committed. */
  readonly look: (device: DevicePresence) => void;
  /** The stream ended: nobody is left to be asked. */
  reset(): void;
}

export const softwareFeature = (link: Link): SoftwareFeature => {
  const known = new Map<string, Known>();
  let waiting: DevicePresence[] = [];
  let asked = 0;

  const look = (device: DevicePresence): void => {
    const { caps, bare } = device;
    // To ask is to tell that we are here: only those are asked whose presence we were meant to see.
    if (!caps || device.jid === link.self || !(link.trust.isContact(bare) || bare === link.ctx.jid)) return;
    if (waiting.length < mostWaiting) waiting.push(device);
    next();
  };

  const next = (): void => {
    while (asked < mostAsked) {
      const device = waiting.shift();
      if (!device) return;
      asked++;
      void resolve(device)
        .catch((error: unknown) => {
          link.ctx.log.warn('software not looked up', {
            error: errorName(error),
          });
        })
        .finally(() => {
          asked--;
          next();
        });
    }
  };

  const resolve = async (device: DevicePresence): Promise<void> => {
    const { caps } = device;
    if (!caps || link.stream.state !== 'bound') return;
    const key = `${caps.hash} ${caps.node}#${caps.ver}`;
    const software = known.has(key) ? known.get(key)?.software : await ask(device, key);
    if (software === undefined) return;
    const current = await link.ctx.store.presenceOf(device.bare);
    const row = current.find(({ jid }) => jid === device.jid);
    if (row?.caps?.ver === caps.ver && row.software !== software) {
      await link.applier.commit({ presence: { changed: [{ ...row, software }] } });
    }
  };

  const ask = async ({ jid, caps }: DevicePresence, key: string): Promise<string | undefined> => {
    if (!caps) return undefined;
    const answer = await link.iq({ type: 'get', to: jid, payload: discoInfoQuery(capsNode(caps)) });
    const info = answer.ok && answer.value ? discoInfo.decode(answer.value) : undefined;
    if (!info?.ok) return undefined;
    const verdict = await verifyCaps(caps, info.value);
    if (verdict === 'ill-formed') return undefined;
    const software = clientName(info.value);
    // Only what the hash proves holds for others with the same hash (XEP-0115 §5.4; S21).
    if (verdict === 'verified' && known.size < mostKnown) known.set(key, { software });
    return software;
  };

  return {
    look,
    reset: () => {
      waiting = [];
    },
  };
};

const clientName = ({ identities }: DiscoInfo): string | undefined => {
  const name = identities.find(
    ({ category, name: given }) => category === 'client' && given !== undefined,
  )?.name;
  return displayName(name ?? '') || undefined;
};
