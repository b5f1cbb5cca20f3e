/** What a person or the app wants to be sent, kept as outbox rows until the server has it. */
import type { BareJid } from '#lib/jid.ts';
import type { Message, MessageKey } from './message.ts';

/** Durable intents besides messages. */
export type Intent =
  /** `id` names the message that is answered. */
  | { readonly kind: 'receipt'; readonly to: BareJid; readonly id: string }
  | { readonly kind: 'marker'; readonly to: BareJid; readonly id: string }
  | {
      readonly kind: 'roster-set';
      readonly jid: BareJid;
      readonly name?: string;
      readonly groups: readonly string[];
    }
  | { readonly kind: 'roster-remove'; readonly jid: BareJid }
  | {
      readonly kind: 'subscribe' | 'subscribed' | 'unsubscribe' | 'unsubscribed';
      readonly jid: BareJid;
    }
  | { readonly kind: 'block' | 'unblock'; readonly jid: BareJid };

/** The text is in the message row. */
export interface MessageIntent {
  readonly kind: 'message';
  readonly to: BareJid;
  /** The stanza's id and origin-id, the same at every sending. */
  readonly id: string;
}

/**
 * `held`: a receipt for what came while we were away, until all of it is known (another device may have answered).
 * `unknown`: sent, but a refused resume left open whether it arrived.
 */
export type OutboxState = 'queued' | 'held' | 'sent' | 'unknown';

/** Blame at which a row is not sent again: six streams in a row that broke over it, or two that the server ended for their content. */
export const mostBlame = 6;
/**
 * What a row is blamed for the end of a stream while it was the first that the server had not confirmed. A poor network cuts
 * often and means nobody.
 */
export const blameFor = { cut: 1, refusal: 3 } as const;

export interface OutboxRow {
  /** Rows go out in the order of their ids, per conversation. */
  readonly id: number;
  readonly kind: Intent['kind'] | 'message';
  readonly chat?: BareJid;
  readonly messageKey?: MessageKey;
  readonly stanzaId?: string;
  readonly state: OutboxState;
  /** Number of the outbound stanza (XEP-0198 §4), while `sent` on a managed stream. */
  readonly n?: number;
  /** Stanzas that its stream had sent when it was marked: its number is greater, if it went out at all. */
  readonly above?: number;
  /** Where what was known of the archive ended (an order) when it was marked: it is archived above, if at all. */
  readonly since?: string;
  /** Something of the archive could not be had since then, which may be this message. */
  readonly doubted?: true;
  /** Streams that ended over it, perhaps (`blameFor`). */
  readonly blame?: number;
  /** How often it was handed to a stream. */
  readonly sends: number;
  readonly createdAt: number;
  readonly intent: Intent | MessageIntent;
}

/** An outbox row with the message it speaks of. */
export interface OutboxEntry extends OutboxRow {
  readonly message?: Message;
}
