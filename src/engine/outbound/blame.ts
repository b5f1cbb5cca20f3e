/** Whether a stream may have ended over what was being sent on it. */
import { blameFor } from '#model/intent.ts';
import type { StreamFailure } from '#xmpp/stream/failure.ts';

/** Stream errors about what we sent (RFC 6120 §4.9.3); servers have no better way to refuse a stanza as too large. */
const aboutContent: ReadonlySet<string> = new Set([
  ...['policy-violation', 'not-well-formed', 'restricted-xml', 'invalid-xml', 'bad-format'],
  ...['bad-namespace-prefix', 'invalid-namespace', 'unsupported-encoding', 'unsupported-stanza-type'],
]);

/** What the first unconfirmed stanza is blamed for an end like this; 0: nothing. */
export const blameOf = (why: StreamFailure): number => {
  switch (why.kind) {
    // A server, or something before it, that chokes on a stanza just falls silent or hangs up.
    case 'dropped':
    case 'temporary':
      return blameFor.cut;
    case 'refused':
      return aboutContent.has(why.condition) ? blameFor.refusal : 0;
    default:
      return 0;
  }
};
