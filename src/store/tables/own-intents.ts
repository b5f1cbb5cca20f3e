/** What the person changed of the roster and of the block list, and the server has not confirmed. */
import type { BareJid } from '#lib/jid.ts';
import type { Intent, OutboxRow, OutboxState } from '#model/intent.ts';
import type { Tx } from '../schema.ts';

/** Rows read of each kind; a person makes a few. */
const mostRead = 5000;

type About = Extract<Intent, { readonly jid: BareJid }>;

/** In the order in which the person wanted it. */
export const ownRows = async (
  tx: Tx,
  kinds: readonly About['kind'][],
  states: readonly OutboxState[],
): Promise<readonly OutboxRow[]> => {
  const index = tx.objectStore('outbox').index('kind');
  const keys = kinds.flatMap((kind) => states.map((state): [string, OutboxState] => [kind, state]));
  const rows = await Promise.all(keys.map((key) => index.getAll(key, mostRead)));
  // The store fills in ids.
  return (rows.flat() as OutboxRow[]).toSorted((a, b) => a.id - b.id);
};

/** `about`: only those about these addresses. */
export const ownIntents = async <K extends About['kind']>(
  tx: Tx,
  kinds: readonly K[],
  states: readonly OutboxState[],
  about?: readonly BareJid[],
): Promise<readonly Extract<About, { readonly kind: K }>[]> => {
  if (about?.length === 0) return [];
  const rows = await ownRows(tx, kinds, states);
  const intents = rows.map(({ intent }) => intent as Extract<About, { readonly kind: K }>);
  return about === undefined ? intents : intents.filter(({ jid }) => about.includes(jid));
};
