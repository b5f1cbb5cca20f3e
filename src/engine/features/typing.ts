/** Typing states (XEP-0085), both ways: never stored, and only between people who know each other. */
import type { BareJid } from '#lib/jid.ts';
import type { OwnTyping, PeerTyping } from '#model/command.ts';
import { encodeMessage } from '#xmpp/core/message.ts';
import { chatState } from '#xmpp/xep/0085-chat-states.ts';
import { hint } from '#xmpp/xep/0334-hints.ts';
import type { Link } from '../link.ts';
import { errorName } from '../error-name.ts';

/** A state is said again only after this long, so that a person who writes on stays "composing". Milliseconds. */
const repeatAfterMs = 30_000;
/** Conversations whose last state is remembered. */
const mostRemembered = 500;

export interface TypingFeature {
  /** What the person does here. */
  say(chat: BareJid, state: OwnTyping): Promise<void>;
  /** What the other side does; passed on if it may be known and is news. */
  readonly heard: (chat: BareJid, state: PeerTyping) => void;
  /** A fresh login: nobody knows what was said on the old stream, and whoever wrote may have stopped since. */
  reset(): void;
}

export const typingFeature = (link: Link): TypingFeature => {
  const { ctx } = link;
  const said = new Map<BareJid, { readonly state: OwnTyping; readonly at: number }>();
  const heard = new Map<BareJid, PeerTyping>();

  const pass = async (chat: BareJid, state: PeerTyping): Promise<void> => {
    if (await link.trust.mayKnow(chat)) ctx.emit({ name: 'typing', chat, jid: chat, state });
  };

  const hear = (chat: BareJid, state: PeerTyping): void => {
    if (chat === ctx.jid || (heard.get(chat) ?? 'active') === state) return;
    remember(heard, chat, state);
    pass(chat, state).catch((error: unknown) => {
      ctx.log.warn('a typing state was lost', { error: errorName(error) });
    });
  };

  return {
    say: async (chat, state) => {
      const last = said.get(chat);
      const now = ctx.clock.now();
      if (last?.state === state && now - last.at < repeatAfterMs) return;
      // "Not writing" is news only after "writing".
      if (last === undefined && state !== 'composing') return;
      if (chat === ctx.jid || link.blocks.has(chat)) return;
      const { sendTyping } = await ctx.store.settings();
      if (!sendTyping || !(await link.trust.mayKnow(chat)) || link.stream.state !== 'bound') return;
      remember(said, chat, { state, at: now });
      // XEP-0085 §5.1: worth nothing later, so neither stored nor sent again.
      link.stream.send(encodeMessage({ to: chat }, chatState.encode(state), hint.encode('no-store')));
    },
    heard: hear,
    reset: () => {
      for (const chat of [...heard.keys()]) hear(chat, 'active');
      heard.clear();
      said.clear();
    },
  };
};

const remember = <Value>(map: Map<BareJid, Value>, chat: BareJid, value: Value): void => {
  map.delete(chat);
  map.set(chat, value);
  const [oldest] = map.keys();
  if (map.size > mostRemembered && oldest !== undefined) map.delete(oldest);
};
