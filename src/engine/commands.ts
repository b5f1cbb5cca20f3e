/** Carries out what tabs ask for; whatever goes wrong becomes an answer. */
import { bareOf } from '#lib/jid.ts';
import { err, ok } from '#lib/result.ts';
import type { Command, Reply } from '#model/command.ts';
import type { History } from './archive/history.ts';
import type { DiscoFeature } from './features/disco.ts';
import type { PresenceFeature } from './features/presence.ts';
import type { TypingFeature } from './features/typing.ts';
import type { Link } from './link.ts';
import type { Session } from './session.ts';
import { errorName } from './error-name.ts';

export interface CommandParts {
  readonly link: Link;
  readonly session: Session;
  readonly history: History;
  readonly disco: DiscoFeature;
  readonly presence: PresenceFeature;
  readonly typing: TypingFeature;
  stop(how: 'bye'): Promise<void>;
}

export class Commands {
  readonly #parts: CommandParts;

  constructor(parts: CommandParts) {
    this.#parts = parts;
  }

  async handle(command: Command): Promise<Reply> {
    try {
      return await this.#run(command);
    } catch (error) {
      const { log } = this.#parts.link.ctx;
      log.error('a command broke', {
        command: command.name,
        error: errorName(error),
      });
      return err({ kind: 'refused', condition: 'internal-server-error' });
    }
  }

  #run(command: Command): Promise<Reply> | Reply {
    const { link, session, history, disco } = this.#parts;
    switch (command.name) {
      case 'connect':
        return this.#connect();
      case 'retry-now':
        void session.retryNow();
        return ok(null);
      case 'load-older':
        if (link.stream.state !== 'bound') return err({ kind: 'offline' });
        return history.loadOlder(command.chat);
      case 'retry-gap':
        if (link.stream.state !== 'bound') return err({ kind: 'offline' });
        return history.retryGap(command.chat, command.key);
      case 'discover':
        return disco.discover(command.jid);
      case 'set-presence':
        return this.#setPresence(command);
      case 'typing':
        return this.#typing(command);
      case 'sign-out':
        return this.#signOut();
    }
  }

  async #connect(): Promise<Reply<'connect'>> {
    const { link, session } = this.#parts;
    const isBound = await session.retryNow();
    return isBound && link.self !== undefined ? ok({ jid: link.self }) : err({ kind: 'offline' });
  }

  /** Kept in any case; told to the server now, or by the login that is under way or comes. */
  async #setPresence({
    presence,
  }: Extract<Command, { name: 'set-presence' }>): Promise<Reply<'set-presence'>> {
    const { link } = this.#parts;
    await link.ctx.store.saveOwnPresence(presence);
    if (link.stream.state === 'bound' && link.mayAnnounce) await this.#parts.presence.announce();
    return ok(null);
  }

  async #typing({ chat, state }: Extract<Command, { name: 'typing' }>): Promise<Reply<'typing'>> {
    await this.#parts.typing.say(bareOf(chat), state);
    return ok(null);
  }

  /** The tabs are told before the database goes, so that each closes it. */
  async #signOut(): Promise<Reply<'sign-out'>> {
    const { ctx } = this.#parts.link;
    await this.#parts.stop('bye');
    ctx.emit({ name: 'signed-out' });
    await ctx.account.forget();
    return ok(null);
  }
}
