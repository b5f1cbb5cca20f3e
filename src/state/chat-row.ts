/** Makes the rows of the chat list from what is stored, who it is, and who writes; alike ones are used again. */
import type { BareJid } from '#lib/jid.ts';
import { stripBidi } from '#lib/text.ts';
import type { Chat, ChatPreview } from '#model/chat.ts';
import type { Show } from '#model/contact.ts';
import type { ChatRow, PreviewView } from './views.ts';

export interface ChatRowContext {
  readonly nameOf: (jid: BareJid) => string;
  readonly showOf: (jid: BareJid) => Show | undefined;
  readonly isBlocked: (jid: BareJid) => boolean;
  readonly isKnown: (jid: BareJid) => boolean;
  readonly isTyping: (jid: BareJid) => boolean;
}

export const chatRow = (chat: Chat, context: ChatRowContext): ChatRow => {
  const show = context.showOf(chat.jid);
  return {
    kind: 'chat',
    jid: chat.jid,
    name: context.nameOf(chat.jid),
    ...(chat.preview === undefined ? {} : { preview: previewView(chat.preview), at: chat.preview.at }),
    ...(chat.draft === undefined || chat.draft.trim() === '' ? {} : { draft: chat.draft }),
    typing: context.isTyping(chat.jid),
    unread: chat.unread,
    ...(show === undefined ? {} : { show }),
    stranger: !chat.accepted && !context.isKnown(chat.jid),
    blocked: context.isBlocked(chat.jid),
  };
};

const previewView = ({ text, own, kind, delivery }: ChatPreview): PreviewView => ({
  // One line among names and times: direction marks of one must not reach the others, nor what is read aloud.
  text: stripBidi(text),
  own,
  kind,
  ...(delivery === undefined ? {} : { delivery }),
});

/** Gives the row made before in place of an equal new one. */
export class RowMemory {
  #rows = new Map<BareJid, ChatRow>();

  /** What is not among `rows` is forgotten. */
  settle(rows: readonly ChatRow[]): readonly ChatRow[] {
    const settled = rows.map((row) => {
      const old = this.#rows.get(row.jid);
      return old !== undefined && isAlike(old, row) ? old : row;
    });
    this.#rows = new Map(settled.map((row) => [row.jid, row]));
    return settled;
  }
}

const isAlike = (a: ChatRow, b: ChatRow): boolean =>
  a.name === b.name &&
  a.draft === b.draft &&
  a.typing === b.typing &&
  a.at === b.at &&
  a.unread === b.unread &&
  a.show === b.show &&
  a.stranger === b.stranger &&
  a.blocked === b.blocked &&
  a.preview?.text === b.preview?.text &&
  a.preview?.own === b.preview?.own &&
  a.preview?.kind === b.preview?.kind &&
  a.preview?.delivery === b.preview?.delivery;
