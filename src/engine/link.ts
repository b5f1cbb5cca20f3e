/** What the parts of an engine share: the stream, the way into the store, and what is known of server and people. */
import type { FullJid, Jid } from '#lib/jid.ts';
import { err, type Result } from '#lib/result.ts';
import type { XmlElement } from '#xmpp/codec/dom.ts';
import type { IqFailure, IqRequest, StreamSession } from '#xmpp/stream/session.ts';
import { ArchiveQueries } from './archive/queries.ts';
import { Blocks } from './blocks.ts';
import type { EngineContext } from './context.ts';
import type { Applier } from './inbound/apply.ts';
import { Trust } from './trust.ts';

/** What the account's server said it can do (XEP-0030); all false until it was asked. */
export interface ServerFacts {
  readonly isKnown: boolean;
  /** `urn:xmpp:sid:0` on the account: its stanza ids can be believed. */
  readonly stanzaIds: boolean;
  readonly archive: boolean;
  readonly carbons: boolean;
  readonly blocking: boolean;
}

export const unknownServer: ServerFacts = {
  isKnown: false,
  stanzaIds: false,
  archive: false,
  carbons: false,
  blocking: false,
};

export class Link {
  readonly ctx: EngineContext;
  readonly stream: StreamSession;
  readonly applier: Applier;
  readonly archive: ArchiveQueries;
  readonly trust: Trust;
  readonly blocks = new Blocks();
  server: ServerFacts = unknownServer;
  /**
   * The login got as far as telling the server that we are here. Until then nothing of the stream is worth resuming: a resume
   * repeats no greeting, and a session without presence hears nothing.
   */
  isGreeted = false;
  /** What decides who sees us has been sent: only then may our presence go out. */
  mayAnnounce = false;
  /** Own full address, while bound. */
  self: FullJid | undefined;

  constructor(ctx: EngineContext, stream: StreamSession, applier: Applier) {
    this.ctx = ctx;
    this.stream = stream;
    this.applier = applier;
    this.trust = new Trust(ctx.jid, ctx.store, this.blocks);
    this.archive = new ArchiveQueries((request) => this.#askArchive(request), ctx.jid, ctx.newId);
    stream.on('deadLetter', ({ reason }) => {
      if (reason === 'broken-frame') this.archive.noteBroken();
      else this.archive.noteDropped();
    });
  }

  /** Asks, and notes that the answer counted as a stanza. Never to be awaited while a stanza is being handled. */
  async iq(request: IqRequest): Promise<Result<XmlElement | undefined, IqFailure>> {
    const answer = await this.stream.iq(request);
    this.applier.touch();
    return answer;
  }

  /** Without a stream nobody can have answered: that says nothing of what was asked for. */
  async #askArchive(request: IqRequest): Promise<Result<XmlElement | undefined, IqFailure>> {
    const answer = await this.iq(request);
    const isUnheard = !answer.ok && answer.error.kind === 'timeout' && this.stream.state !== 'bound';
    return isUnheard ? err({ kind: 'offline' }) : answer;
  }

  isOwnAccount(from: Jid | undefined): boolean {
    return from === undefined || from === this.ctx.jid;
  }
}
