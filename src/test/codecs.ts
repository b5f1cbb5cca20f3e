/** All codecs by number and name, for the tests that hold for each of them. */
import type { Codec } from '#xmpp/codec/codec.ts';
import * as roster from '#xmpp/core/roster.ts';
import * as stanzaError from '#xmpp/core/stanza-error.ts';
import * as x0004 from '#xmpp/xep/0004-data-forms.ts';
import * as x0030 from '#xmpp/xep/0030-disco.ts';
import * as x0059 from '#xmpp/xep/0059-rsm.ts';
import * as x0085 from '#xmpp/xep/0085-chat-states.ts';
import * as x0092 from '#xmpp/xep/0092-version.ts';
import * as x0115 from '#xmpp/xep/0115-caps.ts';
import * as x0156 from '#xmpp/xep/0156-host-meta.ts';
import * as x0184 from '#xmpp/xep/0184-receipts.ts';
import * as x0191 from '#xmpp/xep/0191-blocking.ts';
import * as x0198 from '#xmpp/xep/0198-sm.ts';
import * as x0199 from '#xmpp/xep/0199-ping.ts';
import * as x0203 from '#xmpp/xep/0203-delay.ts';
import * as x0245 from '#xmpp/xep/0245-me.ts';
import * as x0280 from '#xmpp/xep/0280-carbons.ts';
import * as x0297 from '#xmpp/xep/0297-forward.ts';
import * as x0313 from '#xmpp/xep/0313-mam.ts';
import * as x0319 from '#xmpp/xep/0319-idle.ts';
import * as x0333 from '#xmpp/xep/0333-markers.ts';
import * as x0334 from '#xmpp/xep/0334-hints.ts';
import * as x0352 from '#xmpp/xep/0352-csi.ts';
import * as x0359 from '#xmpp/xep/0359-stanza-ids.ts';
import * as x0386 from '#xmpp/xep/0386-bind2.ts';
import * as x0388 from '#xmpp/xep/0388-sasl2.ts';
import * as x0392 from '#xmpp/xep/0392-colors.ts';
import * as x0393 from '#xmpp/xep/0393-styling.ts';

/** Number of the extension (or `core`) to what its file exports. */
export const modules: Readonly<Record<string, object>> = {
  core: { ...roster, ...stanzaError },
  '0004': x0004,
  '0030': x0030,
  '0059': x0059,
  '0085': x0085,
  '0092': x0092,
  '0115': x0115,
  '0156': x0156,
  '0184': x0184,
  '0191': x0191,
  '0198': x0198,
  '0199': x0199,
  '0203': x0203,
  '0245': x0245,
  '0280': x0280,
  '0297': x0297,
  '0313': x0313,
  '0319': x0319,
  '0333': x0333,
  '0334': x0334,
  '0352': x0352,
  '0359': x0359,
  '0386': x0386,
  '0388': x0388,
  '0392': x0392,
  '0393': x0393,
};

const isCodec = (value: unknown): value is Codec<unknown> =>
  typeof value === 'object' && value !== null && 'decode' in value && 'encode' in value && 'matches' in value;

/** Number of the extension (or `core`) to name of the codec to codec. */
export const codecs: ReadonlyMap<string, ReadonlyMap<string, Codec<unknown>>> = new Map(
  Object.entries(modules).map(([number, module]) => [
    number,
    new Map(Object.entries(module).filter((entry): entry is [string, Codec<unknown>] => isCodec(entry[1]))),
  ]),
);
