/** Namespaces as the XEPs spell them; written down a second time on purpose, so that a typo in the app is seen. */
export const ns = {
  streams: 'http://etherx.jabber.org/streams',
  streamManagement: 'urn:xmpp:sm:3',
  roster: 'jabber:iq:roster',
  forms: 'jabber:x:data',
  discoInfo: 'http://jabber.org/protocol/disco#info',
  chatStates: 'http://jabber.org/protocol/chatstates',
  rsm: 'http://jabber.org/protocol/rsm',
  ping: 'urn:xmpp:ping',
  receipts: 'urn:xmpp:receipts',
  markers: 'urn:xmpp:chat-markers:0',
  hints: 'urn:xmpp:hints',
  carbons: 'urn:xmpp:carbons:2',
  forward: 'urn:xmpp:forward:0',
  stanzaIds: 'urn:xmpp:sid:0',
  blocking: 'urn:xmpp:blocking',
  mam: 'urn:xmpp:mam:2',
} as const;
