/** What a tab may ask of the engine, what it is answered, and what the engine tells every tab. */
import type { BareJid, FullJid, Jid } from '#lib/jid.ts';
import type { Result } from '#lib/result.ts';
import type { Connection } from './connection.ts';
import type { OwnPresence } from './contact.ts';
import type { CommandFailure } from './failure.ts';
import type { MessageKey } from './message.ts';

/** Typing states that a person's own writing can be in (XEP-0085 §4.2). */
export type OwnTyping = 'composing' | 'paused' | 'active';
/** Typing states of others. */
export type PeerTyping = OwnTyping | 'inactive' | 'gone';

export type Command =
  /** Fulfils once the account is bound, fails when the attempt ended otherwise. */
  | { readonly name: 'connect' }
  /** One more page of a conversation's archive, older than what is stored. */
  | { readonly name: 'load-older'; readonly chat: BareJid }
  /** One more try at what could not be had of the archive beside this message. */
  | { readonly name: 'retry-gap'; readonly chat: BareJid; readonly key: MessageKey }
  | { readonly name: 'set-presence'; readonly presence: OwnPresence }
  /** Identities and features of an address (XEP-0030). */
  | { readonly name: 'discover'; readonly jid: Jid }
  /** Ends the session and deletes the account from this browser. */
  | { readonly name: 'sign-out' }
  /** Do not wait for the next planned attempt to connect. */
  | { readonly name: 'retry-now' }
  | { readonly name: 'typing'; readonly chat: BareJid; readonly state: OwnTyping };

/** Where the stored part of a conversation stands against its archive. */
export type ArchiveState = 'complete' | 'more' | 'none' | 'expired';

export interface Discovered {
  readonly identities: readonly {
    readonly category: string;
    readonly type: string;
    readonly name?: string;
  }[];
  readonly features: readonly string[];
}

/** What a command answers when it was carried out. */
export interface Replies {
  readonly connect: { readonly jid: FullJid };
  /** `added`: rows that were not stored before. */
  readonly 'load-older': { readonly added: number; readonly archive: ArchiveState };
  readonly 'retry-gap': null;
  readonly 'set-presence': null;
  readonly discover: Discovered;
  readonly 'sign-out': null;
  readonly 'retry-now': null;
  readonly typing: null;
}

export type Reply<Name extends Command['name'] = Command['name']> = Result<Replies[Name], CommandFailure>;

export type Signal =
  | { readonly name: 'connection'; readonly connection: Connection }
  | { readonly name: 'typing'; readonly chat: BareJid; readonly jid: BareJid; readonly state: PeerTyping }
  /** New live messages that may deserve an alert; the leading tab alone shows one. */
  | { readonly name: 'alert'; readonly chat: BareJid; readonly keys: readonly MessageKey[] }
  /** The server takes nothing but the password, so that each visit will ask for it: said once. */
  | { readonly name: 'cannot-stay' }
  /** The account was signed out in some tab: its database is gone. */
  | { readonly name: 'signed-out' }
  /** This tab's build differs from the leader's: reload. */
  | { readonly name: 'reload' };
