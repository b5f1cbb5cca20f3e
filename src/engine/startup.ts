/** What follows a login, in its visible order: what was lost, who we know, that we are here, what we missed, what waits. */
import { carbonsEnable } from '#xmpp/xep/0280-carbons.ts';
import type { Bound } from '#xmpp/stream/session.ts';
import type { CaughtUp, History } from './archive/history.ts';
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
  if (bound.resumed) {
    // Stanzas that a former page sent and the server never got are no longer held by anyone.
    if (bound.lostAbove !== undefined) await outbox.forgetStream();
    return;
  }
  history.reset();
  software.reset();
  if (bound.previous) outbox.acked(bound.previous.h);
  await outbox.forgetStream();
  const { archiveEdge } = bound;
  await link.applier.commit({
    presence: { wipe: true },
    coverage: { kind: 'opened', archive: link.ctx.jid, ...(archiveEdge ? { edge: archiveEdge } : {}) },
  });
};

/** A fresh stream: ask for what we need to know, say that we are here. */
export const greet = async (parts: Parts, bound: Bound): Promise<void> => {
  const { link, disco, roster, blocking, presence } = parts;
  const carbons = bound.carbonsEnabled
    ? Promise.resolve()
    : link.iq({ type: 'set', payload: carbonsEnable(), timeoutMs: carbonsPatienceMs });
  await Promise.all([
    carbons,
    disco.learnServer(),
    roster.fetch({ versioning: bound.features.rosterVersioning }),
    blocking.fetch(),
  ]);
  if (link.stream.state === 'bound') await presence.announce();
};

/** Catches up, settles what was unknown, and lets the outbox send. False: to be tried again on this stream. */
export const synchronise = async (parts: Parts, isCurrent: () => boolean): Promise<boolean> => {
  const { link, history, outbox } = parts;
  if (!link.server.archive) {
    if (link.server.isKnown) await outbox.settleUnknown(false);
    if (isCurrent()) outbox.open();
    return true;
  }
  const caughtUp = await history.catchUp();
  if (!isCurrent()) return true;
  const isSettled = await settle(parts, caughtUp);
  // Without catch-up what was never sent may still go; what may have arrived stays where it is.
  if (isCurrent()) outbox.open();
  return isSettled;
};

const settle = async ({ link, history, outbox }: Parts, caughtUp: CaughtUp): Promise<boolean> => {
  if (caughtUp === 'failed') return false;
  const waits = (await link.ctx.store.unknownOutbox(1)).length > 0;
  if (caughtUp === 'hole') {
    const closed = history.closeHole();
    // Only what may have arrived has to wait for it: a hole of months must not hold up what was written today.
    if (!waits) return true;
    if (!(await closed)) return false;
  }
  await outbox.settleUnknown(true);
  return true;
};
