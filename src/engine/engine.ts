/** The engine of one account: puts its parts together in the order in which they start. */
import type { Command, Reply } from '#model/command.ts';
import type { Connection } from '#model/connection.ts';
import { History } from './archive/history.ts';
import { Commands } from './commands.ts';
import type { EngineContext } from './context.ts';
import { DeadLetters } from './dead-letters.ts';
import { errorName } from './error-name.ts';
import {
  blockingFeature,
  discoFeature,
  pingFeature,
  presenceFeature,
  rosterFeature,
  softwareFeature,
  typingFeature,
  versionFeature,
} from './features/index.ts';
import { Applier } from './inbound/apply.ts';
import { inboundMessages } from './inbound/messages.ts';
import { Reactions } from './inbound/react.ts';
import { openInbound } from './inbound/route.ts';
import { Link } from './link.ts';
import { Outbox } from './outbound/outbox.ts';
import { Session } from './session.ts';
import { SettleTimer } from './settle-timer.ts';
import { errorName } from './error-name.ts';

export interface Engine {
  readonly connection: Connection;
  /** Never rejects. */
  handle(command: Command): Promise<Reply>;
  /** The outbox has new rows. */
  nudge(): void;
  /** Visibility or network may have changed. */
  look(): void;
  stop(how: 'drop' | 'bye'): Promise<void>;
}

export const startEngine = (ctx: EngineContext): Engine => {
  const deadLetters = new DeadLetters(ctx.log);
  const stream = ctx.openStream();
  const report = (what: string) => (error: unknown) => {
    ctx.log.warn(`${what} failed`, { error: errorName(error) });
  };

  // Into the store.
  const applier = new Applier({
    ...{ store: ctx.store, epoch: ctx.epoch, log: ctx.log, nextTurn: ctx.nextTurn },
    now: () => ctx.clock.now(),
    resumeState: () => stream.resumeState,
    onCommitted: (result) => {
      reactions.onLive(result.live);
    },
    onStale: () => void stop('drop').catch(report('stopping')),
  });
  const link = new Link(ctx, stream, applier);

  // Out of the store.
  const settle = new SettleTimer(ctx.clock, () => history.settle().catch(report('settling')));
  const outbox = new Outbox(link, {
    confirmed: () => {
      settle.confirmed();
    },
    refused: (what) => {
      const again = what === 'roster' ? roster.fetch({ versioning: false }) : blocking.fetch();
      again.catch(report('reverting'));
    },
  });
  const nudge = (): void => {
    outbox.nudge();
  };
  const reactions = new Reactions(link, nudge);
  stream.on('acked', (upTo) => {
    outbox.acked(upTo);
  });
  // Rows come from every tab; a word over the bridge is only faster.
  const offChanges = ctx.store.changes.on(({ store }) => {
    if (store === 'outbox') nudge();
  });

  // Topics.
  const typing = typingFeature(link);
  const disco = discoFeature(link);
  const roster = rosterFeature(link);
  const blocking = blockingFeature(link);
  const software = softwareFeature(link);
  const presence = presenceFeature(link, deadLetters, { device: software.look, answered: nudge });
  const messages = inboundMessages(link, deadLetters, { typing: typing.heard });
  const history = new History(link, deadLetters, {
    progress: (done) => {
      session.progress(done);
    },
    missed: (missed, answered) => {
      reactions.receipt(missed, answered).catch(report('receipts'));
    },
  });

  // Off the wire.
  const features = [messages, presence, roster, blocking, disco, versionFeature(), pingFeature()];
  const door = openInbound(link, deadLetters, features);

  // The life of the connection.
  const session = new Session({
    parts: { link, outbox, history, disco, roster, blocking, presence, software },
    door,
    tell: (connection) => {
      ctx.emit({ name: 'connection', connection });
    },
  });
  const stop = async (how: 'drop' | 'bye'): Promise<void> => {
    offChanges();
    settle.stop();
    reactions.stop();
    await session.stop(how);
  };
  const commands = new Commands({ link, session, history, disco, presence, typing, stop });
  const recalled = Promise.all([roster.recall(), blocking.recall()]).catch(report('recalling'));
  void recalled.then(() => {
    session.start();
  });

  return {
    get connection() {
      return session.connection;
    },
    handle: (command) => commands.handle(command),
    nudge,
    look: () => {
      session.look().catch(report('looking'));
    },
    stop,
  };
};
