/** What follows a login, in its visible order: what was lost, who we know, that we are here, what we missed, what waits. */
import { carbonsEnable } from '#xmpp/xep/0280-carbons.ts';
import type { Bound } from '#xmpp/stream/session.ts';
import type { History } from './archive/history.ts';
import type { BlockingFeature } from './features/blocking.ts';
import type { DiscoFeature } from './features/disco.ts';
import type { PresenceFeature } from './features/presence.ts';
import type { RosterFeature } from './features/roster.ts';
import type { SoftwareFeature } from './features/software.ts';
import type { Link } from './link.ts';
import type { Outbox } from './outbound/outbox.ts';

/** Milliseconds. */
const carbonsPatienceMs = 10_000;
/** A catch-up that failed on a living stream is tried again after this long. Milliseconds. */
export const catchUpAgainMs = 60_000;

export interface Parts {
  readonly link: Link;
  readonly outbox: Outbox;
  readonly history: History;
  readonly disco: DiscoFeature;
  readonly roster: RosterFeature;
  readonly blocking: BlockingFeature;
  readonly presence: PresenceFeature;
  readonly software: SoftwareFeature;
}

/** Before any stanza of the new stream: what the old one proved, and what no longer holds. */
export const noteLogin = async ({ link, outbox, history, software }: Parts, bound: Bound): Promise<void> => {
  link.self = bound.jid;
  // What is stored to be resumed had been greeted.
  link.isGreeted = bound.resumed;
  link.mayAnnounce = bound.resumed;
  const h = bound.resumed ? bound.lostAbove : bound.previous?.h;
  if (h !== undefined) outbox.acked(h);
  // Unless the stream holds all that the server lacks, and has sent it again by now.
  if (!bound.resumed || h !== undefined) await outbox.forgetStream(h);
  if (bound.resumed) return;
  software.reset();
  const { maxBytes } = bound.features;
  await link.applier.commit({ presence: { wipe: true }, server: { maxBytes } });
  await history.begin(bound.archiveEdge);
};

const isBound = ({ stream }: Link): boolean => stream.state === 'bound';

/** A fresh stream: ask for what we need to know, say that we are here. */
export const greet = async (parts: Parts, bound: Bound): Promise<void> => {
  const { link, outbox, disco, roster, blocking, presence } = parts;
  const carbons = bound.carbonsEnabled
    ? Promise.resolve()
    : link.iq({ type: 'set', payload: carbonsEnable(), timeoutMs: carbonsPatienceMs });
  await Promise.all([
    carbons,
    disco.learnServer(),
    roster.fetch({ versioning: bound.features.rosterVersioning }),
    blocking.fetch(),
  ]);
  if (!isBound(link)) return;
  // Whoever was blocked or removed offline must not see us come. The server takes stanzas in their order (RFC 6120 §10.1),
  // so that no answer is waited for.
  await outbox.openToPeople();
  if (!isBound(link)) return;
  link.mayAnnounce = true;
  await presence.announce();
  link.isGreeted = true;
  link.applier.touch();
};

/** Catches up, settles what was unknown, and lets the outbox send. False: to be tried again on this stream. */
export const synchronise = async (parts: Parts, isUp: () => boolean): Promise<boolean> => {
  const { link, history, outbox } = parts;
  if (!link.server.archive) {
    if (link.server.isKnown) {
      await outbox.settleUnknown(false);
      // Nobody will tell what other devices have answered: twice is better than never.
      await link.ctx.store.releaseReceipts(link.ctx.epoch);
    }
    if (isUp()) outbox.open();
    return link.server.isKnown;
  }
  const waits = (await link.ctx.store.unknownOutbox(1)).length > 0;
  const caughtUp = await history.catchUp(waits);
  // Only what may have arrived has to wait for the whole: a hole of months must not hold up what was written today.
  const isDone = caughtUp !== 'failed' && (!waits || (await reachBack(parts)));
  if (!isUp()) return true;
  if (waits && isDone) await outbox.settleUnknown(true);
  outbox.open();
  return isDone;
};

/** Closes the holes above what may have arrived. False: there is one still, and it can be tried again. */
const reachBack = async ({ link, history }: Parts): Promise<boolean> => {
  while (!(await link.ctx.store.reachesUnknown())) {
    const outcome = await history.closeHole();
    if (outcome !== 'closed') return outcome !== 'failed';
  }
  return true;
};

/** What nobody waits for: the hole below the newest messages, then the past. */
export const fillUp = async ({ link, history }: Parts): Promise<void> => {
  // Also after a resume: what a cut or a reload broke off goes on where the stored past ends.
  if (!link.server.archive || (await history.closeHole()) === 'failed') return;
  if (!(await history.keepAll())) await history.deepen();
};
