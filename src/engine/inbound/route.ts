/** Connects the stream's inbound side with the features that claim its stanzas. */
import { Router } from '#xmpp/stream/router.ts';
import type { DeadLetters } from '../dead-letters.ts';
import type { Feature } from '../feature.ts';
import type { Link } from '../link.ts';
import { InboundDoor } from './receive.ts';

export const openInbound = (
  link: Link,
  deadLetters: DeadLetters,
  features: readonly Feature[],
): InboundDoor => {
  const { stream, trust } = link;
  const deadLetter = (reason: string): void => {
    deadLetters.drop(reason);
  };
  const router = new Router({
    send: (stanza) => {
      // The stream may have ended while the answer was written; the asker's server answers in our place.
      if (stream.state === 'bound') stream.send(stanza);
    },
    own: () => link.self,
    isTrusted: (from) => trust.mayAsk(from),
    deadLetter,
  });
  for (const { claims = [] } of features) for (const claim of claims) router.claim(claim);
  const [ambiguity] = router.ambiguities();
  if (ambiguity !== undefined) throw new Error(`two features claim ${ambiguity}`);
  const door = new InboundDoor(router);
  stream.onStanza(async (el) => {
    await door.receive(el);
    // A request leaves nothing in the store, and counts all the same: a stream is resumed by the count that was stored.
    if (el.name === 'iq') link.applier.touch();
  });
  stream.on('deadLetter', ({ reason }) => {
    deadLetter(reason);
  });
  return door;
};
