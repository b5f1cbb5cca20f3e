/** The engine of one account: puts its parts together in the order in which they start. */
import type { BareJid } from '#lib/jid.ts';
import type { StreamSession } from '#xmpp/stream/session.ts';
import { History } from './archive/history.ts';
import { Commands } from './commands.ts';
import type { Engine, EngineContext } from './context.ts';
import { DeadLetters } from './dead-letters.ts';
import { createFeatures } from './features/index.ts';
import { Applier } from './inbound/apply.ts';
import { inboundMessages } from './inbound/messages.ts';
import { Alerts } from './inbound/alerts.ts';
import { openInbound } from './inbound/route.ts';
import { Link } from './link.ts';
import { Outbox } from './outbound/outbox.ts';
import { Session } from './session.ts';
import { SettleTimer } from './settle-timer.ts';
import { errorName } from './error-name.ts';

export const startEngine = (ctx: EngineContext): Engine => {
  const deadLetters = new DeadLetters(ctx.log);
  const stream: StreamSession = ctx.openStream();
  const report = (what: string) => (error: unknown) => {
    ctx.log.warn(`${what} failed`, { error: errorName(error) });
  };

  // Into the store.
  const applier: Applier = new Applier({
    ...{ store: ctx.store, epoch: ctx.epoch, log: ctx.log, nextTurn: ctx.nextTurn },
    now: () => ctx.clock.now(),
    resumeState: () => (link.isGreeted ? stream.resumeState : undefined),
    onCommitted: (result) => {
      alerts.onLive(result.live);
    },
    onStale: () => void stop('drop').catch(report('stopping')),
  });
  const link: Link = new Link(ctx, stream, applier);

  // Out of the store.
  const settle = new SettleTimer(ctx.clock, () =>
    history.settle().catch((error: unknown) => {
      report('settling')(error);
      return true;
    }),
  );
  const outbox = new Outbox(link, {
    confirmed: () => {
      settle.confirmed();
    },
    refused: (what) => {
      const again =
        what === 'roster' ? features.roster.fetch({ versioning: false }) : features.blocking.fetch();
      again.catch(report('reverting'));
    },
  });
  const nudge = (): void => {
    outbox.nudge();
  };
  const alerts = new Alerts(ctx);
  stream.on('acked', (upTo) => {
    outbox.acked(upTo);
  });
  // Rows come from every tab; a word over the bridge is only faster.
  const offChanges = ctx.store.changes.on(({ store, ids }) => {
    if (store === 'outbox') nudge();
    if (store === 'settings') session.settingsChanged();
    if (store === 'blocked') features.blocking.refresh().catch(report('reading the block list'));
    if (store === 'contacts')
      features.roster.refresh(ids as readonly BareJid[] | undefined).catch(report('reading the roster'));
  });

  // Topics.
  const features = createFeatures(link, deadLetters, nudge);
  const messages = inboundMessages(link, deadLetters, { typing: features.typing.heard });
  const history = new History(link, deadLetters, {
    progress: (done) => {
      session.progress(done);
    },
  });

  // Off the wire.
  const door = openInbound(link, deadLetters, [messages, ...features.inbound]);

  // The life of the connection.
  const session = new Session({
    parts: { link, outbox, history, ...features },
    door,
    tell: (connection) => {
      ctx.emit({ name: 'connection', connection });
    },
  });
  const stop = async (how: 'drop' | 'bye'): Promise<void> => {
    offChanges();
    settle.stop();
    alerts.stop();
    await session.stop(how);
  };
  const commands = new Commands({ link, session, history, ...features, stop });
  const recalled = Promise.all([features.roster.refresh(), features.blocking.refresh()]).catch(
    report('recalling'),
  );
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
