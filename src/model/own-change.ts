/** What the person's own intents make of the roster and of the block list, before the server has them. */
import type { BareJid } from '#lib/jid.ts';
import type { Contact, Subscription } from './contact.ts';
import type { Intent } from './intent.ts';

/** Subscriptions after they may see us, may not, and after we stopped to see them (RFC 6121 §A.2). */
const granted: Readonly<Record<Subscription, Subscription>> = {
  none: 'from',
  to: 'both',
  from: 'from',
  both: 'both',
};
const revoked: Readonly<Record<Subscription, Subscription>> = {
  none: 'none',
  to: 'to',
  from: 'none',
  both: 'to',
};
const ended: Readonly<Record<Subscription, Subscription>> = {
  none: 'none',
  to: 'none',
  from: 'from',
  both: 'from',
};

export type BlockIntent = Extract<Intent, { readonly kind: 'block' | 'unblock' }>;
/** Intents about a contact. */
export type ContactIntent = Exclude<Extract<Intent, { readonly jid: BareJid }>, BlockIntent>;

export const blockKinds = ['block', 'unblock'] as const satisfies readonly BlockIntent['kind'][];
export const contactKinds = [
  ...(['roster-set', 'roster-remove'] as const),
  ...(['subscribe', 'subscribed', 'unsubscribe', 'unsubscribed'] as const),
] satisfies readonly ContactIntent['kind'][];

/** The contact as it then is; undefined: none. */
export const contactAfter = (contact: Contact | undefined, intent: ContactIntent): Contact | undefined => {
  const { jid, kind } = intent;
  const added: Contact = contact ?? { jid, groups: [], subscription: 'none', ask: false };
  switch (kind) {
    case 'roster-set': {
      const { name: _, ...known } = added;
      const name = intent.name === undefined ? {} : { name: intent.name };
      return { ...known, ...name, groups: intent.groups };
    }
    case 'roster-remove':
      return undefined;
    case 'subscribe':
      // Whom we see already is not asked (RFC 6121 §A.2.1).
      return { ...added, ask: added.subscription === 'none' || added.subscription === 'from' };
    case 'subscribed':
      return contact && { ...contact, subscription: granted[contact.subscription] };
    case 'unsubscribed':
      return contact && { ...contact, subscription: revoked[contact.subscription] };
    case 'unsubscribe':
      return contact && { ...contact, subscription: ended[contact.subscription], ask: false };
  }
};
