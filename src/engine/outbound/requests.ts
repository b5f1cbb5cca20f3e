/** Those intents that are requests to one's own server, which answers them: roster and block list. */
import type { Intent, MessageIntent } from '#model/intent.ts';
import { rosterRemove, rosterSet } from '#xmpp/core/roster.ts';
import type { IqRequest } from '#xmpp/stream/session.ts';
import { block, unblock } from '#xmpp/xep/0191-blocking.ts';

export const requestOf = (intent: Intent | MessageIntent): IqRequest | undefined => {
  switch (intent.kind) {
    case 'roster-set': {
      const { jid, name, groups } = intent;
      return { type: 'set', payload: rosterSet({ jid, groups, ...(name === undefined ? {} : { name }) }) };
    }
    case 'roster-remove':
      return { type: 'set', payload: rosterRemove(intent.jid) };
    case 'block':
      return { type: 'set', payload: block.encode({ jids: [intent.jid] }) };
    case 'unblock':
      return { type: 'set', payload: unblock.encode({ jids: [intent.jid] }) };
    default:
      return undefined;
  }
};
