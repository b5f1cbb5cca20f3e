/** Names the software of other people's devices: by caps, asked once per hash, believed when the hash proves it. Fetched later. */
import type { DevicePresence } from '#model/contact.ts';
import { displayName } from '#lib/text.ts';
import { discoInfo, discoInfoQuery, type DiscoInfo } from '#xmpp/xep/0030-disco.ts';
import { capsNode } from '#xmpp/xep/0115-caps.ts';
import type { Link } from '../link.ts';
import { errorName } from '../error-name.ts';
import { verifyCaps } from '../caps-hash.ts';

/** Hashes remembered per session. */
const mostKnown = 500;
/** Questions under way at a time: a full roster coming online must not be a burst. */
const mostAsked = 2;

interface Known {
  readonly software: string | undefined;
}

/** Asks for what waits; called when something has come to wait. */
export const softwareLookup = (link: Link, waiting: DevicePresence[]): (() => void) => {
  const known = new Map<string, Known>();
  let asked = 0;

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

  return next;
};

const clientName = ({ identities }: DiscoInfo): string | undefined => {
  const name = identities.find(
    ({ category, name: given }) => category === 'client' && given !== undefined,
  )?.name;
  return displayName(name ?? '') || undefined;
};
