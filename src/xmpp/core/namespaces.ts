/** Namespaces of RFC 6120, 6121 and 7395 that more than one file needs. */

export const clientNs = 'jabber:client';
/** RFC 6120 §4.8.2: stream features and stream errors. */
export const streamNs = 'http://etherx.jabber.org/streams';
export const streamErrorsNs = 'urn:ietf:params:xml:ns:xmpp-streams';
export const stanzasNs = 'urn:ietf:params:xml:ns:xmpp-stanzas';
export const saslNs = 'urn:ietf:params:xml:ns:xmpp-sasl';
export const bindNs = 'urn:ietf:params:xml:ns:xmpp-bind';
/** RFC 7395 §3: `<open/>` and `<close/>`. */
export const framingNs = 'urn:ietf:params:xml:ns:xmpp-framing';
export const rosterNs = 'jabber:iq:roster';
/** RFC 6121 §2.6.1 and §3.4: stream features. */
export const rosterVersioningNs = 'urn:xmpp:features:rosterver';
export const preApprovalNs = 'urn:xmpp:features:pre-approval';
