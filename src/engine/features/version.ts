/** Tells contacts which software this is (XEP-0092); not on which system, which helps nobody but an attacker. */
import { ok } from '#lib/result.ts';
import { softwareVersion, versionNs } from '#xmpp/xep/0092-version.ts';
import type { Feature } from '../feature.ts';
import { softwareName, softwareVersionNumber } from '../identity.ts';

export const versionFeature = (): Feature => ({
  claims: [
    {
      stanza: 'iq',
      type: 'get',
      ns: versionNs,
      name: 'query',
      handler: () => ok(softwareVersion.encode({ name: softwareName, version: softwareVersionNumber })),
    },
  ],
});
