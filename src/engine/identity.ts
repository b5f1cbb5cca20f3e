/** What Kith says of itself: its disco identity and features, and the caps hash over them (XEP-0030, XEP-0115). */
import { capsNs, type Caps } from '#xmpp/xep/0115-caps.ts';
import { discoInfoNs, type DiscoInfo } from '#xmpp/xep/0030-disco.ts';
import { chatStatesNs } from '#xmpp/xep/0085-chat-states.ts';
import { versionNs } from '#xmpp/xep/0092-version.ts';
import { receiptsNs } from '#xmpp/xep/0184-receipts.ts';
import { pingNs } from '#xmpp/xep/0199-ping.ts';
import { idleNs } from '#xmpp/xep/0319-idle.ts';
import { markersNs } from '#xmpp/xep/0333-markers.ts';
import { stanzaIdsNs } from '#xmpp/xep/0359-stanza-ids.ts';

export const softwareName = 'Kith';
/** Of package.json, without the patch level. */
export const softwareVersionNumber = '0.1';
export const capsNodeUri = 'urn:kith:web';

/** Only what other entities may act on; `styling` is announced so that senders need not mark plain texts (XEP-0393 §9). */
export const ownInfo: DiscoInfo = {
  identities: [{ category: 'client', type: 'web', name: softwareName }],
  features: [
    capsNs,
    chatStatesNs,
    discoInfoNs,
    idleNs,
    markersNs,
    pingNs,
    receiptsNs,
    stanzaIdsNs,
    'urn:xmpp:styling:0',
    versionNs,
  ],
  forms: [],
};

/** The caps of every presence we send: the hash of `ownInfo`, which a test computes. */
export const ownCaps: Caps = { hash: 'sha-1', node: capsNodeUri, ver: 'vKHG3Rj3v0e00VQ4EXJniCXAaw8=' };
